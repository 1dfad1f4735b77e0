"""What `safe_access` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.telework.safe_access import api as safe_access
from diwan.telework.safe_access.models import Allowance, Device, Look
from diwan.telework.safe_access.operations import applications, auditing, comparing, rights
from tests.core import people


def device(world: Any, word: str) -> Any:
    said = {"name": word, "system": word, "browser": word, "antivirus": word, "owner": word, "note": word}
    person = world.remote_person
    world.personal_device = Device.objects.create(
        administration=world.here, person=person, kind="laptop", declared_at=timezone.now(), state="to_check", **said
    )
    return world.personal_device


def application(world: Any, word: str) -> Any:
    now, today = timezone.now(), timezone.localdate()
    said = {"administration_id": world.here.pk, "name": word, "reason": word, "now": now, "today": today}
    row = applications.forbid(actor=people.SYSTEM, **said)
    world.forbidden_application = row
    world.exception_asked = Allowance.objects.create(
        administration=world.here, application=row, person=world.remote_person, purpose=word, asked_at=now
    )
    return row


def system(world: Any, word: str) -> Any:
    now, today = timezone.now(), timezone.localdate()
    said = {"name": word, "code": word, "kind": "vpn", "owner_id": world.users["holder"].pk}
    row = rights.add_system(actor=people.SYSTEM, administration_id=world.here.pk, said=said, now=now)
    asked = {"system_id": row.pk, "person_id": world.remote_person.pk, "purpose": word, "until": None, "now": now}
    world.right_asked = rights.ask_right(actor=people.SYSTEM, **asked)
    audit = {"system_id": row.pk, "provider": word, "done_on": today, "report_id": None, "now": now}
    world.audited = auditing.record_audit(actor=people.SYSTEM, **audit)
    due = today + timedelta(days=9)
    found = {"audit_id": world.audited.pk, "severity": "high", "text": word, "owner_id": None, "due_on": due}
    world.found_by_audit = auditing.add_finding(actor=people.SYSTEM, now=now, **found)
    compared = {"system_id": row.pk, "accounts": [f"{word}@men.example"], "source": "file", "now": now, "today": today}
    world.comparison = comparing.compare(actor=people.SYSTEM, **compared)
    world.vpn = row
    return row


def cut(world: Any, word: str) -> Any:
    said = {"by": "desk", "asked": ["post", "unit"], "what": word, "now": timezone.now()}
    world.access_cut = safe_access.report_lost(actor=people.SYSTEM, person_id=world.loser.pk, **said)
    return world.access_cut


def look(world: Any, word: str) -> Any:
    today = timezone.localdate()
    world.log_look = Look.objects.create(
        administration=world.here,
        person=world.remote_person,
        by=world.users["holder"],
        purpose=word,
        first=today,
        last=today,
        at=timezone.now(),
    )
    return world.log_look


PLANTS: dict[str, Callable[[Any, str], Any]] = {
    "personal device": device,
    "forbidden application": application,
    "system and rights": system,
    "cut of access": cut,
    "look into the log": look,
}
