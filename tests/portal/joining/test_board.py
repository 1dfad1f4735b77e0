"""The board is computed from what is there: from an empty administration to one that is ready."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from diwan.portal.joining.guides import guides
from diwan.portal.joining.models import Trial
from diwan.portal.joining.operations import trial as trials
from diwan.portal.joining.operations.importing import import_structure
from diwan.portal.joining.operations.seal import make_seal
from diwan.portal.joining.queries.board import board
from tests.helpers.jobs import run_jobs

from .conftest import tables, whole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


def done(tenant):
    return {step.code.value for step in board(tenant.id, timezone.now()).steps if step.done}


def who(tenant):
    return {"actor": tenant.actor, "administration_id": tenant.id, "now": timezone.now()}


def open_office(tenant, public=True):
    unit = organisations.structure(tenant.id, timezone.now()).units["BO"]
    return organisations.open_registry_office(
        actor=tenant.actor,
        unit_id=unit.id,
        code="OUZ",
        names=organisations.Names("مكتب الضبط"),
        on=timezone.localdate(),
        now=timezone.now(),
        accepts_public=public,
    )


def test_step_by_step(tenant, mailoutbox):
    assert done(tenant) == set()
    import_structure(tables=tables(whole()), on=timezone.localdate(), **who(tenant))
    assert done(tenant) == {"structure", "people"}
    open_office(tenant)
    assert "offices" in done(tenant)
    assert make_seal(**who(tenant)).fingerprint == make_seal(**who(tenant)).fingerprint
    assert "seal" in done(tenant)
    accounts.invite_everybody(**who(tenant))
    assert "invitations" in done(tenant)
    office = organisations.office_card("OUZ", timezone.now())
    made, code = trials.hand_in_trial(office_id=office.id, email="a@b.example", language="fr", **who(tenant))
    with pytest.raises(trials.UnderWay):
        trials.hand_in_trial(office_id=office.id, email="a@b.example", language="fr", **who(tenant))
    assert made.deposit.subject.startswith(trials.SUBJECT)
    assert len(code) > 8
    assert "trial" not in done(tenant)
    run_jobs()
    trials.annul_trial(**who(tenant))
    made.deposit.refresh_from_db()
    assert made.deposit.state == deposits.State.ANNULLED  # out of the queue
    run_jobs()
    assert made.deposit.receipts.order_by("version").last().version == 2  # the notice of annulment
    assert mailoutbox[-1].to == ["a@b.example"]
    assert made.deposit.reference in mailoutbox[-1].body
    entry = registers.by_reference(made.deposit.reference)
    assert entry.state == registers.State.ANNULLED
    assert board(tenant.id, timezone.now()).ready
    with pytest.raises(trials.NoTrial):
        trials.annul_trial(**who(tenant))
    organisations.dress_administration(accent_colour="#0B5D51", emblem="و", **who(tenant))
    assert "look" in done(tenant)
    assert registers.irregularities() == []


def test_a_trial_that_somebody_dealt_with_ends_all_the_same(tenant):
    import_structure(tables=tables(whole()), on=timezone.localdate(), **who(tenant))
    open_office(tenant)
    office = organisations.office_card("OUZ", timezone.now())
    for deal in ("annul", "return_"):
        made, _code = trials.hand_in_trial(office_id=office.id, email="", language="ar", **who(tenant))
        said = {"deposit_id": made.deposit_id, "reason": "رسالة تجريبية", "now": timezone.now()}
        getattr(deposits, deal)(actor=organisations.SYSTEM, **said)
        trials.annul_trial(**who(tenant))
        assert registers.by_reference(made.deposit.reference).state == registers.State.ANNULLED
    assert registers.irregularities() == []


def test_an_office_where_nobody_works_is_not_ready(tenant):
    import_structure(tables=tables(whole(people=[])), on=timezone.localdate(), **who(tenant))
    open_office(tenant)
    step = next(step for step in board(tenant.id, timezone.now()).steps if step.code == "offices")
    assert not step.done
    assert "مكتب الضبط" in step.missing


def test_an_office_elsewhere_takes_no_trial(tenant, operator):
    from tests.helpers import world

    other = world.office(organisations.root_unit(operator.administration), "DGSI")
    with pytest.raises(trials.NoOfficeYet):
        trials.hand_in_trial(office_id=other.pk, email="", language="ar", **who(tenant))
    assert not Trial.objects.exists()


def test_whoever_does_not_administer_joins_nothing(tenant, operator):
    other = {**who(tenant), "actor": organisations.actor_for(operator.pk, timezone.now())}
    for act in (
        lambda: make_seal(**other),
        lambda: trials.annul_trial(**other),
        lambda: trials.hand_in_trial(office_id=1, email="", language="ar", **other),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert signing.seal_certificate("OUZ") is None


def test_a_pale_colour_is_refused(tenant):
    from diwan.core.organisations.operations.units import TooPale, contrast_with_white

    assert round(contrast_with_white("#000000"), 1) == 21
    assert contrast_with_white("#ffffff") == 1
    with pytest.raises(TooPale):
        organisations.dress_administration(accent_colour="#ffd700", emblem="و", **who(tenant))


def test_the_board_costs_the_same_whatever_the_size(tenant, django_assert_max_num_queries):
    import_structure(tables=tables(whole()), on=timezone.localdate(), **who(tenant))
    open_office(tenant)
    with django_assert_max_num_queries(16):
        board(tenant.id, timezone.now())


def test_offices_are_changed_handed_over_and_closed_on_screen(tenant, client):
    import_structure(tables=tables(whole()), on=timezone.localdate(), **who(tenant))
    office = open_office(tenant)
    client.force_login(tenant.admin)

    def send(name, **data):
        return client.post(reverse(f"joining:{name}", args=[office.pk]), {"idempotency_key": str(uuid.uuid4()), **data})

    assert send("change_office", name_ar="مكتب الضبط المركزي").status_code == 302
    unit = organisations.structure(tenant.id, timezone.now()).units["SG"]
    assert send("hand_over_office", unit=unit.id).status_code == 302
    office.refresh_from_db()
    assert (office.name_ar, office.accepts_public, office.unit_id) == ("مكتب الضبط المركزي", False, unit.id)
    assert send("close_office").status_code == 302
    office.refresh_from_db()
    assert office.closed_on == timezone.localdate()
    assert "OUZ" in client.get(reverse("joining:offices")).content.decode()


@pytest.mark.parametrize("code", list(guides()))
def test_a_guide_says_each_step_in_three_languages(code):
    guide = guides()[code]
    assert guide.right in organisations.rights()
    for step in guide.steps:
        assert step.url, step.page
        assert all((*vars(step.title).values(),)[:3]), step.title
        assert all((*vars(step.text).values(),)[:3]), step.text
