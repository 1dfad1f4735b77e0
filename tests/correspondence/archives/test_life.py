"""Schedules, holds, destruction by two people under certificate, packages handed over and taken in."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from diwan.core.files import api as files
from diwan.core.files.models import Claim
from diwan.correspondence.archives import certificates
from diwan.correspondence.archives.enums import Fate, ItemState, ListState
from diwan.correspondence.archives.models import ArchiveObject, ArchiveUnit, Package
from diwan.correspondence.archives.operations import destroying, packing, receiving, scheduling
from diwan.correspondence.archives.queries import due
from diwan.correspondence.archives.seda import zipping
from diwan.correspondence.letters import api as letters
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.people import NOW
from tests.helpers.letters import incoming

LONG_AGO = date(2010, 3, 1)
KEEPER = {"archives.keep": "administration", "letters.register": "administration"}


@pytest.fixture
def kept(ministry):
    """A ministry with a plan of two levels, an archivist and a director who approves."""
    for who, rights in (("archivist", KEEPER), ("approver", {"archives.approve": "administration"})):
        person = people.person(f"The {who}", administration=ministry.tenant)
        people.seat(person, people.post(ministry.units["root"], rights=rights))
        ministry.people[who] = person
    above = plan_class(ministry, "03", None)
    ministry.plan = {"03": above, "03.2": plan_class(ministry, "03.2", above)}
    return ministry


def plan_class(place, code, parent):
    row = letters.PlanClass.objects.create(
        administration=place.tenant, code=code, parent=parent, name_ar=f"صنف {code}", path="/"
    )
    letters.PlanClass.objects.filter(pk=row.pk).update(path=f"{parent.path if parent else '/'}{row.pk}/")
    row.refresh_from_db()
    return row


def dossier(place, code="D-1", closed_on=LONG_AGO, in_class="03.2"):
    return letters.Dossier.objects.create(
        administration=place.tenant,
        unit=place.units["DRH"],
        plan_class=place.plan[in_class],
        code=code,
        title="الحركة الانتقالية",
        opened_on=date(2009, 1, 1),
        closed_on=closed_on,
    )


def closed_letter(place, inside=None, **changes):
    stored = files.store(io.BytesIO(b"plain words"), name="note.txt", now=NOW)
    letter = letters.register(
        actor=place.actor("clerk"),
        office_id=place.office.pk,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(
            subject="طلب معطيات",
            parties=(letters.Correspondent(name="المندوبية السامية"),),
            dossier=inside.pk if inside else None,
            **changes,
        ),
        pieces=[stored.pk],
        now=NOW,
    )
    letters.close(actor=place.actor("clerk"), letter_id=letter.pk, now=NOW)
    return letter


def content_of(file_id):
    with files.open_file(file_id) as source:
        return source.read()


def rule(place, code="03", years=10, fate=Fate.DESTROY):
    return scheduling.set_rule(
        actor=place.actor("archivist"),
        plan_class_id=place.plan[code].pk,
        active_years=years,
        intermediate_years=0,
        fate=fate,
        source="قرار لجنة الأرشيف",
        now=NOW,
    )


def proposed(place):
    return destroying.propose(actor=place.actor("archivist"), administration_id=place.tenant.pk, now=NOW)


def approved(place):
    row = proposed(place)
    return destroying.approve(actor=place.actor("approver"), list_id=row.pk, now=NOW)


# --- the schedule ---------------------------------------------------------------------------------------------------


def test_a_class_follows_the_rule_of_the_class_above(kept):
    inside = dossier(kept)
    rule(kept, "03", years=10)
    assert [one.dossier_id for one in due.destroyable(kept.tenant.pk, date(2020, 3, 1))] == [inside.pk]
    assert due.destroyable(kept.tenant.pk, date(2020, 2, 28)) == []


def test_the_nearest_rule_wins_and_the_old_one_stays_known(kept):
    dossier(kept)
    rule(kept, "03", years=1)
    rule(kept, "03.2", years=50)
    assert due.destroyable(kept.tenant.pk, date(2026, 1, 1)) == []
    rule(kept, "03.2", years=2)
    assert len(due.destroyable(kept.tenant.pk, date(2026, 1, 1))) == 1


def test_a_file_with_an_open_letter_is_not_over(kept):
    inside = dossier(kept)
    rule(kept)
    incoming(kept, dossier=inside.pk)
    assert due.destroyable(kept.tenant.pk, NOW.date()) == []


def test_what_is_kept_for_ever_is_never_listed_for_destruction(kept):
    dossier(kept)
    rule(kept, fate=Fate.KEEP)
    with pytest.raises(destroying.NothingDue):
        proposed(kept)


def test_only_who_keeps_the_archives_sets_a_rule(kept):
    with pytest.raises(NotAllowed):
        scheduling.set_rule(
            actor=kept.actor("clerk"),
            plan_class_id=kept.plan["03"].pk,
            active_years=1,
            intermediate_years=0,
            fate=Fate.DESTROY,
            source="x",
            now=NOW,
        )


# --- holds ----------------------------------------------------------------------------------------------------------


def test_a_hold_on_a_letter_keeps_its_whole_file(kept):
    inside = dossier(kept)
    letter = closed_letter(kept, inside)
    rule(kept)
    one = scheduling.hold(actor=kept.actor("archivist"), letter_id=letter.pk, reason="دعوى", now=NOW)
    assert due.destroyable(kept.tenant.pk, NOW.date()) == []
    scheduling.lift(actor=kept.actor("archivist"), hold_id=one.pk, reason="انتهت", now=NOW)
    assert len(due.destroyable(kept.tenant.pk, NOW.date())) == 1


def test_a_hold_placed_after_the_approval_still_keeps(kept):
    inside = dossier(kept)
    rule(kept)
    row = approved(kept)
    scheduling.hold(actor=kept.actor("archivist"), dossier_id=inside.pk, reason="افتحاص", now=NOW)
    with pytest.raises(destroying.HeldMeanwhile):
        destroying.destroy(actor=kept.actor("archivist"), item_id=row.items.get().pk, now=NOW)


# --- destruction ----------------------------------------------------------------------------------------------------


def test_whoever_proposes_does_not_approve(kept):
    dossier(kept)
    rule(kept)
    row = proposed(kept)
    for who in ("archivist", "clerk"):
        with pytest.raises(NotAllowed):
            destroying.approve(actor=kept.actor(who), list_id=row.pk, now=NOW)


def test_nothing_is_destroyed_before_the_approval(kept):
    dossier(kept)
    rule(kept)
    row = proposed(kept)
    with pytest.raises(destroying.ListSettled):
        destroying.destroy(actor=kept.actor("archivist"), item_id=row.items.get().pk, now=NOW)


def test_the_words_and_the_files_go_the_line_of_the_register_stays(kept):
    inside = dossier(kept)
    letter = closed_letter(kept, inside)
    rule(kept)
    row = approved(kept)
    reference = letter.reference
    destroying.destroy(actor=kept.actor("archivist"), item_id=row.items.get().pk, now=NOW)
    letter = letters.Letter.objects.select_related("entry").get(pk=letter.pk)
    assert (letter.subject, letter.content, letter.correspondent) == ("", "", "")
    assert set(letter.parties.values_list("name", flat=True)) == {letters.GONE}
    assert not letter.pieces.exists()
    assert not Claim.objects.filter(purpose=letters.PIECE, subject=str(letter.pk)).exists()
    assert letter.reference == reference and letter.entry.number > 0  # noqa: PT018
    item = row.items.get()
    assert (item.state, len(item.digests)) == (ItemState.DESTROYED, 1)
    row.refresh_from_db()
    assert row.state == ListState.DONE


def test_carried_out_twice_it_is_carried_out_once(kept):
    inside = dossier(kept)
    dossier(kept, "D-2")
    closed_letter(kept, inside)
    rule(kept)
    row = approved(kept)
    first = row.items.get(dossier=inside)
    for _again in range(2):
        destroying.destroy(actor=kept.actor("archivist"), item_id=first.pk, now=NOW)
    first.refresh_from_db()
    assert len(first.digests) == 1


def test_a_letter_opened_again_is_not_destroyed_nor_the_rest_of_its_file(kept):
    inside = dossier(kept)
    first, second = closed_letter(kept, inside), closed_letter(kept, inside)
    rule(kept)
    row = approved(kept)
    letters.reopen(actor=kept.actor("clerk"), letter_id=second.pk, reason="خطأ", now=NOW)
    with pytest.raises(letters.NotNow):
        destroying.destroy(actor=kept.actor("archivist"), item_id=row.items.get().pk, now=NOW)
    first.refresh_from_db()
    assert first.erased_at is None
    assert first.subject


def test_the_certificate_is_sealed_and_names_what_went(kept):
    closed_letter(kept, dossier(kept))
    rule(kept)
    row = approved(kept)
    destroying.destroy(actor=kept.actor("archivist"), item_id=row.items.get().pk, now=NOW)
    certificates.issue(list_id=row.pk, now=NOW)
    certificates.issue(list_id=row.pk, now=NOW)
    row.refresh_from_db()
    report = signing.validate(content_of(row.certificate_id))
    assert report.verdict == signing.Verdict.PASSED


def test_a_line_left_out_is_not_destroyed_and_may_be_listed_again(kept):
    dossier(kept)
    rule(kept)
    row = proposed(kept)
    destroying.spare(actor=kept.actor("archivist"), item_id=row.items.get().pk, reason="يحتاج إليه", now=NOW)
    assert len(due.destroyable(kept.tenant.pk, NOW.date())) == 1


def test_a_refused_list_frees_its_lines(kept):
    dossier(kept)
    rule(kept)
    row = proposed(kept)
    assert due.destroyable(kept.tenant.pk, NOW.date()) == []
    destroying.refuse(actor=kept.actor("approver"), list_id=row.pk, reason="لا", now=NOW)
    assert len(due.destroyable(kept.tenant.pk, NOW.date())) == 1


# --- packages -------------------------------------------------------------------------------------------------------


def package(place, inside, who="archivist"):
    transfer, content = packing.transfer_of(actor=place.actor(who), dossier_id=inside.pk, at=NOW)
    stream = io.BytesIO()
    digest = zipping.pack(stream, transfer, content.open, lambda done, total: None)
    stream.seek(0)
    return transfer, digest, stream


def test_a_file_travels_to_another_instance_with_its_story(kept, other_ministry):
    inside = dossier(kept)
    letter = closed_letter(kept, inside)
    transfer, digest, stream = package(kept, inside)
    packing.note(actor=kept.actor("archivist"), dossier_id=inside.pk, transfer=transfer, digest=digest, now=NOW)
    assert letter.readings.filter(kind="exported").count() == 1
    keeper = people.person("Keeper elsewhere", administration=other_ministry.tenant)
    people.seat(keeper, people.post(other_ministry.units["root"], rights=KEEPER))
    other_ministry.people["archivist"] = keeper
    row = receiving.receive(
        actor=other_ministry.actor("archivist"), administration_id=other_ministry.tenant.pk, stream=stream, now=NOW
    )
    assert row.digest == digest
    item = ArchiveUnit.objects.get(package=row, reference=letter.reference)
    assert item.title == "طلب معطيات"
    kept_file = ArchiveObject.objects.get(unit__parent=item, unit__package=row, name="note.txt")
    assert content_of(kept_file.file_id) == b"plain words"
    record = ArchiveObject.objects.get(unit__package=row, name="record.json")
    assert letter.reference.encode() in content_of(record.file_id)


def test_a_package_is_taken_in_once(kept):
    inside = dossier(kept)
    closed_letter(kept, inside)
    _transfer, _digest, stream = package(kept, inside)
    for_whom = {"actor": kept.actor("archivist"), "administration_id": kept.tenant.pk, "now": NOW}
    receiving.receive(stream=stream, **for_whom)
    stream.seek(0)
    with pytest.raises(receiving.ReceivedAlready):
        receiving.receive(stream=stream, **for_whom)
    assert Package.objects.filter(way="in").count() == 1


def test_a_changed_package_leaves_nothing_behind(kept):
    inside = dossier(kept)
    closed_letter(kept, inside)
    _transfer, _digest, stream = package(kept, inside)
    spoilt = io.BytesIO(stream.getvalue().replace(b"manifest.xml", b"manifest.xmk"))
    with pytest.raises(receiving.PackageRefused):
        receiving.receive(actor=kept.actor("archivist"), administration_id=kept.tenant.pk, stream=spoilt, now=NOW)
    assert not Package.objects.exists()


def test_an_open_file_is_not_handed_over(kept):
    inside = dossier(kept, closed_on=None)
    with pytest.raises(packing.StillOpen):
        packing.transfer_of(actor=kept.actor("archivist"), dossier_id=inside.pk, at=NOW)


def test_a_file_with_a_letter_one_may_not_read_is_not_handed_over(kept):
    inside = dossier(kept)
    closed = closed_letter(kept, inside)
    letters.Letter.objects.filter(pk=closed.pk).update(level=letters.Level.CONFIDENTIAL)
    letters.refresh(letters.Letter.objects.get(pk=closed.pk))
    with pytest.raises(packing.NotAllRead):
        packing.transfer_of(actor=kept.actor("archivist"), dossier_id=inside.pk, at=NOW)


def test_the_archives_of_another_administration_do_not_exist(kept, other_ministry):
    inside = dossier(kept)
    with pytest.raises(NotAllowed):
        packing.transfer_of(actor=other_ministry.actor("clerk"), dossier_id=inside.pk, at=NOW)


def test_twenty_ninth_of_february():
    assert due.years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert due.years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert all(
        due.years_later(due.years_before(day, 10), 10) <= day
        for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(400))
    )


def test_the_page_of_holds_shows_files_and_letters(kept, client):
    inside = dossier(kept)
    letter = closed_letter(kept)
    for about in ({"dossier_id": inside.pk}, {"letter_id": letter.pk}):
        scheduling.hold(actor=kept.actor("archivist"), reason="دعوى", now=NOW, **about)
    client.force_login(kept.people["archivist"])
    page = client.get("/archives/holds/")
    assert page.status_code == 200
    assert letter.reference.encode() in page.content
    assert inside.code.encode() in page.content
