"""Each person reads what is held about them, whole and theirs alone (SEC-9; law 09-08, articles 7 and 8)."""

from __future__ import annotations

import json
import uuid
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from diwan.core.notifications.api import notify
from diwan.core.notifications.models import Notification
from diwan.core.organisations.api import actor_for
from diwan.kit.refusals import NotAllowed
from diwan.portal.personal_data import operations, queries, sources
from diwan.portal.personal_data.models import Rectification
from tests.core import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def house():
    here = people.administration("MEN")
    keeper = people.person("Karim Kabbaj", "كريم القباج", administration=here)
    root = people.root(here)
    keeps = {"accounts.administer": "administration", "organisations.administer": "administration"}
    people.seat(keeper, people.post(root, rights=keeps))
    amina = people.person("Amina Alaoui", "أمينة العلوي", administration=here)
    people.seat(amina, people.post(root, "موظفة"))
    return here, keeper, amina


def browser(user):
    one = Client()
    one.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return one


def actor(user):
    return actor_for(user.pk, timezone.now())


def told(person, word):
    return notify(person_id=person.pk, kind="personal_data.asked", subject=word, now=timezone.now())


def test_every_declared_model_that_names_a_person_is_a_source():
    named = {
        model._meta.label
        for _config, model, _fields, _subject in sources.declarations()
        if any(sources.to_person(field) for field in model._meta.local_fields)
    }
    assert named
    assert named <= {one.model._meta.label for one in sources.sources()}


def test_every_source_can_be_read(house):
    _here, _keeper, amina = house
    counted = sources.counts(amina.pk)
    assert set(counted) == {one.key for one in sources.sources()}
    for one in sources.sources():
        assert one.shown(), f"{one.key} shows nothing"
        queries.page(one, amina.pk, after=0, country="MA", language="ar")


def test_one_reads_all_of_ones_own_and_nothing_of_others(house):
    _here, keeper, amina = house
    told(amina, "إشعار يخص أمينة"), told(keeper, "سر كريم")
    key = next(one.key for one in sources.sources() if one.model is Notification)
    page = browser(amina).get(reverse("personal_data:rows", args=[key])).content.decode()
    assert "إشعار يخص أمينة" in page
    assert "سر كريم" not in page
    everything = browser(amina).get(reverse("personal_data:export_json")).content.decode()
    assert "إشعار يخص أمينة" in everything
    assert "سر كريم" not in everything
    assert {"purpose", "basis", "retention", "readers"} <= set(json.loads(everything)["held"][0]["fields"][0])


def test_what_opens_a_door_is_not_shown(house):
    _here, _keeper, amina = house
    secret = amina.password
    everything = browser(amina).get(reverse("personal_data:export_json")).content.decode()
    assert secret not in everything
    assert "amina.alaoui@men.example" in everything


def test_the_sheet_says_the_same(house):
    _here, _keeper, amina = house
    told(amina, "إشعار يخص أمينة")
    answer = browser(amina).get(reverse("personal_data:export_xlsx"))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("إشعار يخص أمينة" in str(cell) for row in rows for cell in row)


def test_who_acted_on_others_reads_that_they_did_and_not_what(house, django_assert_max_num_queries):
    """A row about somebody else shows only that one did it, and when."""
    _here, keeper, amina = house
    asked = operations.ask(actor=actor(amina), wrong="سر أمينة", right="ب", now=timezone.now())
    operations.answer(actor=actor(keeper), request_id=asked.pk, done=True, reasons="صحح", now=timezone.now())
    one = sources.source("personal_data-Rectification-answered_by")
    lines, _more = queries.page(one, keeper.pk, after=0, country="MA", language="ar")
    words = " ".join(held.value for line in lines for held in line.values)
    assert lines
    assert "سر أمينة" not in words


def test_who_read_is_told_where_it_is_noted():
    """Readers of a deposit are noted by deposits: its depositor reads their names."""
    from diwan.correspondence.deposits.models import Deposit, Opening

    assert (Opening, "deposit") in sources.logs(Deposit)


def test_the_page_costs_the_same_however_much_is_held(house, django_assert_num_queries):
    _here, _keeper, amina = house
    with django_assert_num_queries(1):
        queries.home(amina.pk)
    for n in range(30):
        told(amina, f"إشعار {n}")
    with django_assert_num_queries(1):
        queries.home(amina.pk)


class TestRectification:
    def test_it_is_asked_answered_and_told(self, house):
        _here, keeper, amina = house
        form = {"wrong": "الاسم", "right": "أمينة", "idempotency_key": str(uuid.uuid4())}
        assert browser(amina).post(reverse("personal_data:ask"), form).status_code == 302
        row = Rectification.objects.get()
        assert (row.due_on - row.asked_at.date()).days in {10, 11}
        assert Notification.objects.filter(person=keeper, kind="personal_data.asked").count() == 1
        answer = {
            "done": "no",
            "reasons": "الاسم كما في البطاقة",
            "idempotency_key": str(uuid.uuid4()),
        }
        assert browser(keeper).post(reverse("personal_data:answer", args=[row.pk]), answer).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.answer) == ("refused", "الاسم كما في البطاقة")
        assert Notification.objects.filter(person=amina, kind="personal_data.answered").count() == 1

    def test_without_reasons_the_answer_comes_back(self, house):
        _here, keeper, amina = house
        row = operations.ask(actor=actor(amina), wrong="أ", right="ب", now=timezone.now())
        sent = {"done": "yes", "reasons": "", "idempotency_key": str(uuid.uuid4())}
        assert browser(keeper).post(reverse("personal_data:answer", args=[row.pk]), sent).status_code == 422

    def test_nobody_answers_their_own(self, house):
        _here, keeper, _amina = house
        row = operations.ask(actor=actor(keeper), wrong="أ", right="ب", now=timezone.now())
        with pytest.raises(NotAllowed):
            operations.answer(actor=actor(keeper), request_id=row.pk, done=True, reasons="نعم", now=timezone.now())

    def test_it_is_answered_once(self, house):
        _here, keeper, amina = house
        row = operations.ask(actor=actor(amina), wrong="أ", right="ب", now=timezone.now())
        said = {"actor": actor(keeper), "request_id": row.pk, "done": True, "reasons": "نعم", "now": timezone.now()}
        operations.answer(**said)
        with pytest.raises(operations.Answered):
            operations.answer(**said)

    def test_another_administration_sees_none(self, house):
        _here, _keeper, amina = house
        operations.ask(actor=actor(amina), wrong="كلمة لا يقرؤها غيرنا", right="ب", now=timezone.now())
        there = people.administration("MEF", arabic="وزارة الاقتصاد")
        stranger = people.person("Said Far", administration=there)
        people.seat(stranger, people.post(people.root(there), rights={"accounts.administer": "administration"}))
        assert "كلمة لا يقرؤها غيرنا" not in browser(stranger).get(reverse("personal_data:requests")).content.decode()


class TestRegister:
    def test_it_holds_every_declared_field(self):
        declared = sum(len(fields) for _c, _m, fields, _s in sources.declarations())
        assert sum(line.fields for _app, lines in queries.register() for line in lines) == declared

    def test_it_is_grouped_by_purpose(self):
        for _app, lines in queries.register():
            purposes = [line.purpose for line in lines]
            assert len(purposes) == len(set(purposes))

    def test_it_is_for_who_answers_for_it(self, house):
        _here, keeper, amina = house
        assert browser(keeper).get(reverse("personal_data:register")).status_code == 200
        assert browser(amina).get(reverse("personal_data:register")).status_code == 403
        sheet = browser(keeper).get(reverse("personal_data:register_xlsx"))
        assert sheet.content[:2] == b"PK"
