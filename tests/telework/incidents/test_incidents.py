"""Incidents: declared, timed from their discovery, seen by few, numbered without a gap, proven by their evidence."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import time
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.notifications.models import Notification
from diwan.core.organisations.api import actor_for
from diwan.kit.refusals import NotAllowed
from diwan.telework.incidents import evidence, operations, queries
from diwan.telework.incidents.enums import Kind
from diwan.telework.incidents.models import Incident
from tests.core import people
from tests.helpers.house import ELSEWHERE, HOLDER, STRANGER, World

RIGHT = ("telework.security",)


@pytest.fixture
def world(db, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return World(RIGHT)


def declared(world, person=STRANGER, **changes):
    now = timezone.now()
    said = {
        "kind": Kind.THEFT,
        "title": "تسريب ملف",
        "about_person_id": None,
        "discovered_at": now - timedelta(hours=2),
        "what": "ملف أرسل إلى عنوان خاطئ",
        "now": now,
    }
    return operations.declare(actor=world.actor(person), **said | changes)


def test_anyone_who_sits_somewhere_declares_and_the_officers_are_told_at_once(world):
    row = declared(world)
    assert row.reference == f"INC-{row.declared_at.year}-0001"
    told = Notification.objects.filter(kind="incidents.declared")
    assert [one.person_id for one in told] == [world.users[HOLDER].pk]
    assert row.title not in told.get().subject  # a notice leaves by e-mail: the story does not


def test_who_sits_nowhere_or_elsewhere_does_not(world):
    nobody = people.person("Nobody Here", administration=world.here)
    with pytest.raises(NotAllowed):
        operations.declare(
            actor=actor_for(nobody.pk, timezone.now()),
            kind=Kind.OTHER,
            title="x",
            about_person_id=None,
            discovered_at=timezone.now(),
            what="",
            now=timezone.now(),
            administration_id=world.here.pk,
        )
    with pytest.raises(NotAllowed):
        declared(world, ELSEWHERE, administration_id=world.here.pk)


def test_it_is_about_one_of_ones_own_people(world):
    with pytest.raises(operations.NotOneOfYours):
        declared(world, about_person_id=world.users[ELSEWHERE].pk)


def test_the_clock_runs_from_the_discovery(world):
    row = declared(world)
    hours = (row.due_at - row.discovered_at) / timedelta(hours=1)
    assert hours > 0
    assert row.due_at == queries.due_at(world.here.pk, row.discovered_at)
    assert not row.late(row.due_at - timedelta(minutes=1))
    assert row.late(row.due_at + timedelta(minutes=1))
    said = {"authority": "DGSSI", "means": "الاستمارة", "sent_at": timezone.now(), "now": timezone.now()}
    operations.note_sending(actor=world.actor(HOLDER), incident_id=row.pk, **said)
    assert not row.late(row.due_at + timedelta(days=9))


def test_nothing_is_discovered_tomorrow(world):
    with pytest.raises(operations.NotFromTheFuture):
        declared(world, discovered_at=timezone.now() + timedelta(minutes=5))


@pytest.mark.parametrize(("country", "code"), [("MA", "DGSSI"), ("KW", "CITRA"), ("FR", "AUTHORITY")])
def test_each_country_has_its_authority(country, code):
    authority = queries.authority_of(country)
    assert authority.code == code
    assert not authority.confirmed  # no figure was read in the original text


def test_only_declarer_person_concerned_and_officers_see_it(world):
    concerned = people.person("The concerned", administration=world.here)
    row = declared(world, about_person_id=concerned.pk)
    for person, sees in ((HOLDER, True), (STRANGER, True), (ELSEWHERE, False)):
        assert Incident.objects.visible_to(world.actor(person)).filter(pk=row.pk).exists() is sees
    assert Incident.objects.visible_to(actor_for(concerned.pk, timezone.now())).exists()
    other = people.person("A colleague", administration=world.here)
    people.seat(other, people.post(people.root(world.here)))
    assert not Incident.objects.visible_to(actor_for(other.pk, timezone.now())).exists()
    browser = world.client(STRANGER)
    page = browser.get(reverse("incidents:one", args=[row.pk]))
    assert page.status_code == 200
    assert reverse("incidents:bundle", args=[row.pk]) not in page.content.decode()
    assert browser.get(reverse("incidents:bundle", args=[row.pk])).status_code == 403


def test_the_same_origin_opens_one_incident(world):
    assert declared(world, origin="cut:1").pk == declared(world, origin="cut:1").pk
    assert Incident.objects.count() == 1


def test_it_closes_with_lessons_and_takes_nothing_more(world):
    row, officer, now = declared(world), world.actor(HOLDER), timezone.now()
    with pytest.raises(operations.LessonsMissing):
        operations.close(actor=officer, incident_id=row.pk, lessons=" ", now=now)
    with pytest.raises(NotAllowed):
        operations.close(actor=world.actor(STRANGER), incident_id=row.pk, lessons="x", now=now)
    operations.close(actor=officer, incident_id=row.pk, lessons="تكوين", now=now)
    with pytest.raises(operations.AlreadyClosed):
        operations.note_measure(actor=officer, incident_id=row.pk, text="x", at=now, now=now)
    kinds = [entry["kind"] for entry in journal.history(f"incident:{row.pk}")]
    assert kinds == ["incident.declared", "incident.closed"]


def attached(world):
    with transaction.atomic():
        stored = files.store(io.BytesIO(b"evidence " * 1000), name="سجل.txt", now=timezone.now())
    row = declared(world, file_ids=[stored.pk])
    operations.note_measure(
        actor=world.actor(HOLDER), incident_id=row.pk, text="تغيير القن", at=timezone.now(), now=timezone.now()
    )
    return row


def test_the_evidence_names_every_file_with_its_hash(world):
    row, stream, began = attached(world), io.BytesIO(), time.monotonic()
    evidence.bundle(row, stream, timezone.now())
    assert time.monotonic() - began < 60
    with zipfile.ZipFile(stream) as archive:
        sums = dict(reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines())
        assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        told = json.loads(archive.read("incident.json"))
        assert told["measures"][0]["text"] == "تغيير القن"
        assert json.loads(archive.read("journal.json"))[0]["kind"] == "incident.declared"


def test_the_form_of_the_authority_is_filled_and_nothing_is_sent(world):
    row = attached(world)
    document = pypdfium2.PdfDocument(evidence.form_pdf(row, timezone.now()))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "0001" in text
    assert {"Direction", "générale", "Mesures"} <= set(re.findall(r"\w+", text))
    assert not row.sendings.exists()


def test_a_wrong_form_keeps_what_was_typed(world):
    browser = world.client(STRANGER)
    sent = {"title": "رسالة خادعة", "what": "", "discovered_at": "2099-01-01T10:00", **world.key()}
    answer = browser.post(reverse("incidents:declare_kind", args=["phishing"]), sent)
    assert answer.status_code == 422
    assert "رسالة خادعة" in answer.content.decode()
    assert not Incident.objects.exists()


def test_the_list_costs_the_same_however_long(world, django_assert_max_num_queries):
    for number in range(3):
        declared(world, title=f"حادث {number}")
    browser = world.client(HOLDER)
    browser.get(reverse("incidents:list"))
    with django_assert_max_num_queries(14) as few:
        browser.get(reverse("incidents:list"))
    for number in range(12):
        declared(world, title=f"حادث آخر {number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = browser.get(reverse("incidents:list"), {"kind": "theft", "q": "آخر"})
    assert page.content.decode().count("INC-") == 12


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_declare_at_once(settings):
    world = World(RIGHT)
    actor, now = world.actor(STRANGER), timezone.now()

    def many():
        try:
            for _ in range(5):
                operations.declare(
                    actor=actor,
                    kind=Kind.OTHER,
                    title="x",
                    about_person_id=None,
                    discovered_at=now,
                    what="",
                    now=now,
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    numbers = sorted(int(reference[-4:]) for reference in Incident.objects.values_list("reference", flat=True))
    assert numbers == list(range(1, 21))
