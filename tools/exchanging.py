"""One of two instances that exchange letters, for tests and benches: `python -m tools.exchanging` on its data reads
a command a line and prints its answer (see `Voice`). All is done through the operations that its screens use.
"""

from __future__ import annotations

import io
import json
import random
import sys
import time
import traceback
import uuid
from contextlib import suppress
from datetime import date
from typing import Any

import django

FOUNDED = date(2020, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def found(code: str, arabic: str) -> dict:
    """An administration with one registry office, and its directory published."""
    from diwan.core.organisations import api as organisations
    from diwan.correspondence.exchange import api as exchange

    about: dict[str, Any] = {"actor": organisations.SYSTEM, "code": code, "on": FOUNDED, "now": now()}
    names = organisations.Names(arabic)
    made = organisations.open_administration(country="MA", names=names, **about)
    root = organisations.root_unit(made)
    organisations.open_registry_office(unit_id=root.pk, names=organisations.Names("مكتب الضبط"), **about)
    exchange.publish(now=now())
    return {"realm": exchange.realm()}


def join(address: str) -> dict:
    """Propose the instance at this address, ask it who it is, trust it, read its directory."""
    from diwan.core.organisations.api import SYSTEM
    from diwan.correspondence.exchange import api as exchange
    from diwan.correspondence.exchange import calling

    row = exchange.propose(actor=SYSTEM, name=address, address=address, now=now())
    calling.meet(instance_id=row.pk)
    row.refresh_from_db()
    exchange.trust(actor=SYSTEM, instance_id=row.pk, fingerprint=row.fingerprint, now=now())
    calling.read_directory(instance_id=row.pk)
    return {"realm": row.realm, "bodies": row.bodies.count()}


def send(code: str, many: str, seed: str = "1", largest: str = "20000") -> dict:
    """Register so many letters to a body elsewhere, with pieces of different sizes, and send them."""
    from diwan.core.files import api as files
    from diwan.core.organisations.api import SYSTEM, offices_within
    from diwan.correspondence.delivery import api as delivery
    from diwan.correspondence.letters import api as letters

    chance = random.Random(int(seed))  # noqa: S311  letters of a test
    office = offices_within(SYSTEM, letters.REGISTER, now())[0]
    sent = []
    for n in range(int(many)):
        pieces = [
            files.store(io.BytesIO(PDF + filler(chance, int(largest))), name=f"{n}-{place}.pdf", now=now()).pk
            for place in range(chance.choice((1, 1, 2, 3)))
        ]
        to = letters.Correspondent(name="إدارة هناك", role=letters.PartyRole.ADDRESSEE, body=code)
        said = letters.NewLetter(subject=f"مراسلة {uuid.UUID(int=chance.getrandbits(128))}", body="نص", parties=(to,))
        letter = letters.register(
            actor=SYSTEM, office_id=office.id, kind=letters.Kind.OUTGOING, letter=said, pieces=pieces, now=now()
        )
        asked = delivery.Asked(party=letter.parties.get(role="addressee").pk, channel="exchange")
        row = delivery.send(actor=SYSTEM, letter_id=letter.pk, to=[asked], now=now())[0]
        sent.append(str(row.message_id))
    return {"sent": sent}


def filler(chance: random.Random, largest: int) -> bytes:
    return b"% " + chance.randbytes(chance.randint(50, largest) // 2).hex().encode()


def answer(seed: str = "1") -> dict:
    """The registry decides on what arrived: most is accepted, some refused, some returned after registration."""
    from diwan.core.organisations.api import SYSTEM
    from diwan.correspondence.delivery import api as delivery

    chance, done = random.Random(int(seed)), 0  # noqa: S311  letters of a test
    for pk in delivery.Arrival.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        kind = chance.choice(("accept", "accept", "accept", "refuse", "return"))
        why: dict[str, Any] = {"code": delivery.Why.INCOMPLETE, "reason": "تنقص ورقة"}
        if kind == "refuse":
            delivery.refuse(actor=SYSTEM, arrival_id=pk, now=now(), **why)
        else:
            delivery.accept(actor=SYSTEM, arrival_id=pk, now=now())
        if kind == "return":
            delivery.return_(actor=SYSTEM, arrival_id=pk, now=now(), **why)
        done += 1
    return {"answered": done}


def withdraw(many: str) -> dict:
    """Ask for some letters back that left and were not accepted yet; how many, the others being decided already."""
    from diwan.core.organisations.api import SYSTEM
    from diwan.correspondence.delivery import api as delivery
    from diwan.kit.refusals import Refusal

    asked = 0
    rows = delivery.Sending.objects.filter(channel="exchange", state__in=["waiting", "consigned"]).order_by("-pk")
    for pk in rows.values_list("pk", flat=True)[: int(many)]:
        with suppress(Refusal):
            delivery.withdraw(actor=SYSTEM, sending_id=pk, reason="أرسلت خطأ", now=now())
            asked += 1
    return {"asked": asked}


def hurry() -> dict:
    """As if time had passed: what waits for its next try is tried now, and what failed too often is called again."""
    from django.db import connection, transaction

    from diwan.correspondence.delivery.models import Sending
    from diwan.correspondence.exchange import tasks
    from diwan.correspondence.exchange.models import Instance, OutgoingMessage

    Instance.objects.update(retry_at=None)
    Sending.objects.filter(state="waiting").update(next_attempt_at=now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    OutgoingMessage.objects.filter(balanced_at=None).update(asked_at=None)
    tasks.publish()
    tasks.balance_evidence()
    return {}


def waiting() -> dict:
    """How much is still under way: sendings, decisions not told, messages whose evidence was not compared, jobs."""
    from django.db import connection

    from diwan.correspondence.delivery.models import Evidence, Sending
    from diwan.correspondence.exchange.models import News, OutgoingMessage

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock IS NULL"
            " AND queue_name IN ('delivery', 'exchange')"
        )
        jobs = cursor.fetchone()[0]
    untold = Evidence.objects.filter(ours=True, arrival__channel="exchange").exclude(
        pk__in=News.objects.exclude(pushed_at=None).values("evidence")
    )
    return {
        "sendings": Sending.objects.filter(state="waiting").count(),
        "news": untold.count(),
        "unequal": OutgoingMessage.objects.filter(balanced_at=None).count(),
        "jobs": jobs,
    }


def audit() -> dict:
    """Every sending and arrival of the exchange with its evidence, and what does not verify."""
    from diwan.correspondence.delivery import api as delivery

    def told(row: Any) -> dict[str, Any]:
        proofs = [
            [one.event, one.occasion, one.ours, delivery.digest(one.document), genuine(one)]
            for one in row.evidence.all()
        ]
        return {"state": row.state, "evidence": proofs}

    def genuine(one: Any) -> bool:
        try:
            delivery.read(
                delivery.proof_of(one),
                message_id=(one.sending or one.arrival).message_id,
                envelope=(one.sending or one.arrival).envelope,
            )
        except delivery.BadProof:
            return False
        return True

    sendings = delivery.Sending.objects.filter(channel="exchange").prefetch_related("evidence__sending")
    arrivals = delivery.Arrival.objects.filter(channel="exchange").prefetch_related("evidence__arrival")
    return {
        "sendings": {str(row.message_id): told(row) for row in sendings},
        "arrivals": {
            str(row.message_id): told(row) | {"pieces": row.pieces.count(), "asked": len(row.said["letter"]["pieces"])}
            for row in arrivals
        },
        "errors": sorted({row.last_error[:160] for row in sendings if row.last_error}),
    }


def now() -> Any:
    from django.utils import timezone

    return timezone.now()


def tick(seed: str = "1") -> dict:
    """What waits is tried now, what arrived is decided; what is under way then."""
    hurry()
    answer(seed)
    return waiting()


# --- measured ------------------------------------------------------------------------------------------------------


def waited(many: str) -> dict:
    """Until so many letters in all were taken over."""
    from diwan.correspondence.delivery.models import Sending

    while Sending.objects.exclude(state="waiting").count() < int(many):
        time.sleep(0.05)
    return {}


def burst(code: str, many: str, seed: str, largest: str) -> dict:
    """Register letters while the queue stands still, let go, and time until all were taken over."""
    from django.db import transaction

    from diwan.correspondence.delivery.models import Evidence, Sending

    before = Sending.objects.count()
    with transaction.atomic():  # they leave together, at its end
        sent = send(code, many, seed, largest)["sent"]
        began, started = now(), time.perf_counter()
    waited(str(before + int(many)))
    seconds = time.perf_counter() - started
    rows = Sending.objects.filter(message_id__in=sent).values_list("moved_at", flat=True)
    times = sorted((one - began).total_seconds() for one in rows)
    return {
        "seconds": seconds,
        "p50": round(times[len(times) // 2], 2),
        "p95": round(times[len(times) * 95 // 100], 2),
        "evidence": Evidence.objects.filter(sending__message_id__in=sent).count() / len(sent),
    }


def decide() -> dict:
    """Accept all that arrived."""
    from diwan.core.organisations.api import SYSTEM
    from diwan.correspondence.delivery import api as delivery

    began = time.perf_counter()
    found = list(delivery.Arrival.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
    for pk in found:
        delivery.accept(actor=SYSTEM, arrival_id=pk, now=now())
    return {"per_s": round(len(found) / (time.perf_counter() - began), 1)}


def heard(many: str) -> dict:
    """Until the answers to so many letters came back."""
    from diwan.correspondence.delivery.models import Evidence

    began = time.perf_counter()
    while Evidence.objects.filter(event="ContentHandover", sending__isnull=False).count() < int(many):
        time.sleep(0.05)
    return {"seconds": round(time.perf_counter() - began, 2)}


COMMANDS = {f.__name__: f for f in (found, join, send, withdraw, tick, audit, waited, burst, decide, heard)}


def obey() -> None:
    """Do what comes in, one line after the other, each on fresh connections: the database may have died meanwhile."""
    from django.db import connections

    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            said: dict[str, Any] = {"answer": COMMANDS[name](*arguments)}
        except Exception:  # whoever asked decides whether to ask again
            said = {"error": traceback.format_exc()[-3000:]}
        connections.close_all()
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    django.setup()
    obey()
