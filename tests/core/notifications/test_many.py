"""Many people told at once: the very rows and jobs that telling them one by one writes, in a constant number of
statements."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.notifications import api, queries
from diwan.core.notifications.models import Device, Notification, Preference
from diwan.core.notifications.operations import bulk
from tests.core import people
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs

pytestmark = pytest.mark.django_db
KIND = "letters.late"
FIELDS = [field.attname for field in Notification._meta.concrete_fields if field.attname not in ("id", "key")]


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(queries, "KINDS", {KIND: "Late letters"})


@pytest.fixture
def everybody():
    """One of each: of two languages, with a device, without mail or push by choice, closed, without address."""
    made = [people.person(f"Agent {n}", f"موظف {n}", language="fr" if n % 2 else "ar") for n in range(8)]
    for n in (1, 2, 3, 4):
        device(made[n], n)
    Preference.objects.create(person=made[2], kind=KIND, by_mail=False, by_push=True)
    Preference.objects.create(person=made[3], kind=KIND, by_mail=True, by_push=False)
    Preference.objects.create(person=made[5], kind="letters.new", by_mail=False, by_push=False)
    made[4].is_active = False
    made[4].save(update_fields=["is_active"])
    return made


def device(person, n):
    return Device.objects.create(
        person=person,
        endpoint=f"https://push.example/{n}",
        browser_key="k",
        secret="s",
        label="Chrome",
        mark=f"{n}",
        created_at=NOW,
    )


def tellings(persons, prefix="", **more):
    return [
        api.Telling(
            **{
                "person_id": one.pk,
                "subject": f"Une  lettre\nattend {n} " + "x" * 300 * (n == 6),
                "body": f"Depuis {n} jours.",
                "url": f"/letters/{n}",
                "language": "en" if n == 7 else "",
                "key": f"{prefix}{n}" if n != 1 else "",
            }
            | more
        )
        for n, one in enumerate(persons)
    ]


def rows():
    return [{name: getattr(row, name) for name in FIELDS} for row in Notification.objects.order_by("person", "pk")]


def jobs():
    """What each job is about, without the numbers of rows; pushes with their person."""
    told = {row.pk: row.person_id for row in Notification.objects.all()}
    found = []
    for row in ProcrastinateJob.objects.order_by("id"):
        said = dict(row.args)
        number = said.pop("notification_id", None)
        found.append((row.task_name, row.queue_name, row.lock, told.get(number), sorted(said.items())))
    return sorted(found, key=repr)


def test_the_rows_and_jobs_are_those_of_one_by_one(everybody):
    for one in tellings(everybody, "one:"):
        api.notify(
            kind=KIND,
            person_id=one.person_id,
            subject=one.subject,
            body=one.body,
            url=one.url,
            language=one.language,
            key=one.key,
            now=NOW,
        )
    by_one, jobs_by_one = rows(), jobs()
    Notification.objects.all().delete()
    ProcrastinateJob.objects.all().delete()
    assert api.notify_many(kind=KIND, told=iter(tellings(everybody, "many:")), now=NOW) == len(everybody)
    assert rows() == by_one
    assert jobs() == jobs_by_one
    assert {row["mail"] for row in by_one} == {"waiting", "none"}
    assert {row["to_push"] for row in by_one} == {True, False}


def test_told_twice_they_hear_once(everybody, mailoutbox):
    told = [api.Telling(person_id=one.pk, subject="s", key=f"key:{one.pk}") for one in everybody[5:]]
    assert api.notify_many(kind=KIND, told=told[:2], now=NOW) == 2
    assert api.notify_many(kind=KIND, told=told + told, now=NOW) == 1
    assert api.notify_many(kind=KIND, told=told, now=NOW) == 0
    assert api.notify(kind=KIND, person_id=told[0].person_id, subject="s", key=told[0].key, now=NOW) is None
    assert Notification.objects.count() == 3
    run_jobs()
    assert len(mailoutbox) == 3


def test_the_number_of_statements_does_not_grow_with_the_people(everybody, monkeypatch):
    counts = []
    for size in (2, 8):
        with CaptureQueriesContext(connection) as seen:
            api.notify_many(kind=KIND, told=tellings(everybody[:size], f"{size}:"), now=NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    monkeypatch.setattr(bulk, "LOT", 2)
    with CaptureQueriesContext(connection) as seen:
        api.notify_many(kind=KIND, told=tellings(everybody, "lots:"), now=NOW)
    assert len(seen) == 4 * counts[0]


def test_nobody_in_a_lot_takes_back_that_lot_alone(everybody, monkeypatch):
    monkeypatch.setattr(bulk, "LOT", 3)
    told = tellings(everybody, "n:")
    told[4] = api.Telling(person_id=10**9, subject="s")
    with pytest.raises(api.NoReader):
        api.notify_many(kind=KIND, told=told, now=NOW)
    assert set(Notification.objects.values_list("person", flat=True)) == {one.pk for one in everybody[:3]}
    assert api.notify_many(kind=KIND, told=[], now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_each_person_once(everybody):
    both, counts = Barrier(2), []
    told = [api.Telling(person_id=one.pk, subject="s", key=f"race:{one.pk}") for one in everybody]

    def run(order):
        both.wait()
        counts.append(api.notify_many(kind=KIND, told=order, now=NOW))
        close_old_connections()
        connection.close()

    threads = [Thread(target=run, args=[order]) for order in (told, told[::-1])]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(counts) == len(told)
    assert Notification.objects.count() == len(told)
    mails = ProcrastinateJob.objects.filter(task_name__endswith="mails.deliver").count()
    assert mails == Notification.objects.filter(mail="waiting").count()
