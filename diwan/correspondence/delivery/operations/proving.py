"""Evidence is written once for each event, sealed, its digest journalled; that of the other end is kept as it is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations

from ..evidence import BadProof, Issuer, digest, made, read
from ..models import Arrival, Evidence, Sending

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, OfficeCard, Seat

    from ..registry import Happened, Proof

LANGUAGES = ("ar", "fr")
log = logging.getLogger(__name__)


def issuer_of(office: OfficeCard, seat: Seat | None = None) -> Issuer:
    """An office speaks for its administration; of who acted it says the post, never the name."""
    return Issuer(
        code=office.administration_code,
        name={language: office.administration_names.get(language) for language in LANGUAGES},
        office={language: office.names.get(language) for language in LANGUAGES},
        post=seat.title.get("fr") if seat else "",
    )


def prove(
    thing: Sending | Arrival,
    happened: Iterable[Happened],
    *,
    issuer: Issuer,
    actor: Actor | None = None,
    now: datetime,
) -> list[Evidence]:
    """Write and seal what happened to a locked sending or arrival, unless it is written; the new rows.

    They enter the journal with `journalled`, which the caller does last.
    """
    there = set(thing.evidence.values_list("event", "occasion"))
    rows = []
    for one in happened:
        if (one.event.value, one.occasion) in there:
            continue
        there.add((one.event.value, one.occasion))
        uid, document, seal = made(
            message_id=thing.message_id,
            envelope=thing.envelope,
            channel=thing.channel,
            happened=one,
            issuer=issuer,
            at=now,
        )
        rows.append(
            Evidence(
                **end_of(thing),
                uid=uid,
                event=one.event,
                occasion=one.occasion,
                at=now,
                reason_code=one.code,
                reason=one.words,
                issuer=issuer.code,
                by_id=actor.person_id if actor else None,
                content_digest=digest(thing.envelope),
                document=document,
                seal=seal,
            )
        )
    return Evidence.objects.bulk_create(rows)


def keep(thing: Sending | Arrival, proofs: Iterable[Proof], *, issuer: str | None = None) -> list[Evidence]:
    """Keep what the other end sealed about a locked sending or arrival, each once. What is no evidence of it is left
    out and logged: it proves nothing, and must not stop the letter."""
    there = set(thing.evidence.values_list("event", "occasion"))
    rows = []
    for proof in proofs:
        try:
            said = read(proof, message_id=thing.message_id, envelope=thing.envelope, issuer=issuer)
        except BadProof as error:
            log.warning("evidence of %s left out: %s", thing.message_id, error)
            continue
        if (said.event.value, said.occasion) in there:
            continue
        there.add((said.event.value, said.occasion))
        rows.append(
            Evidence(
                **end_of(thing),
                uid=said.uid,
                event=said.event,
                occasion=said.occasion,
                at=said.at,
                reason_code=said.code[:20],
                reason=said.words,
                issuer=said.issuer,
                ours=False,
                content_digest=said.content_digest,
                document=proof.document,
                seal=proof.seal,
            )
        )
    return Evidence.objects.bulk_create(rows)


def journalled(rows: Iterable[Evidence], *, office_id: int, actor: Actor | None = None, now: datetime) -> None:
    """Write the digests of new evidence in the chain of the office: after all else, for the chain is locked then."""
    for row in rows:
        journal.append(
            chain=f"delivery:{office_id}",
            kind="delivery.evidence",
            at=now,
            actor_id=actor.person_id if actor else None,
            subject=f"sending:{row.sending_id}" if row.sending_id else f"arrival:{row.arrival_id}",
            facts={
                "event": row.event,
                "occasion": row.occasion,
                "document": digest(row.document),
                "content": row.content_digest,
                "issuer": row.issuer,
            },
        )


def end_of(thing: Sending | Arrival) -> dict[str, Any]:
    return {"sending": thing} if isinstance(thing, Sending) else {"arrival": thing}


def office_now(office_id: int, now: datetime) -> OfficeCard:
    """The office by the names it bears now; offices are closed, never removed."""
    card = organisations.office_card(office_id, now)
    assert card is not None
    return card
