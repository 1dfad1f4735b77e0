"""The same deposit for programs: `POST /api/v1/deposits` (multipart, `Idempotency-Key`)."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Header, Router
from ninja.files import UploadedFile

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.procedures import api as procedures
from diwan.kit import failpoints, limits
from diwan.kit.idempotency import answer_once
from diwan.kit.refusals import Refusal

from ..enums import Channel, IdentityKind, ProofKind, StepKind
from ..forms.handing_in import FORMATS, IDENTITY_NEEDED, clean_identity
from ..models import MINE, RECEIPT, Deposit
from ..operations import completing, handing_in
from ..queries import following
from ..queries.following import followed
from . import gate
from .schemas import CompletionIn, DepositedOut, DepositIn, DepositOut, OfficeOut, ProcedureOut, RefusalOut

BY_PROGRAM = handing_in.Arrival(channel=Channel.API)
router = Router(tags=["deposits"])


class Mistake(Refusal):
    """Input that cannot be read."""

    message = "%(reason)s"
    status = 422
    code = "invalid"


EXAMPLE = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "example": {
                    "office": "MEN",
                    "subject": "طلب شهادة العمل",
                    "applicant_name": "فاطمة الزهراء العلوي",
                    "identity_kind": "cin",
                    "identity_number": "AB123456",
                    "language": "ar",
                }
            }
        }
    }
}


@router.get("/offices", response=list[OfficeOut], summary="Registry offices that take deposits")
def offices(request: HttpRequest, language: str = "ar") -> list[dict]:
    return [
        {"code": o.code, "name": o.names.get(language), "administration": o.administration_names.get(language)}
        for o in organisations.office_cards(timezone.now())
    ]


@router.get(
    "/procedures",
    response={200: list[ProcedureOut], 409: RefusalOut},
    summary="What may be asked for at a registry office",
)
def offered(request: HttpRequest, office: str, language: str = "ar") -> list[dict]:
    now = timezone.now()
    return [
        {
            "code": card.code,
            "name": card.names.get(language),
            "guidance": card.guidance.get(language),
            "identity": card.identity,
            "days": card.rule.days if card.rule else None,
            "day_unit": card.rule.unit if card.rule else "",
            "silence": card.rule.silence if card.rule else "",
            "needed": [{"name": n.names.get(language), "required": n.required} for n in card.needed],
        }
        for card in procedures.offered_at(open_office(office, now), now)
    ]


@router.post(
    "/deposits",
    response={
        201: DepositedOut,
        400: RefusalOut,
        404: RefusalOut,
        409: RefusalOut,
        413: RefusalOut,
        415: RefusalOut,
        422: RefusalOut,
        429: RefusalOut,
        503: RefusalOut,
        507: RefusalOut,
    },
    summary="Hand in a letter",
    openapi_extra=EXAMPLE,
)
def create(
    request: HttpRequest,
    payload: Form[DepositIn],
    pieces: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads the default
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", description="A UUID of your making")] = "",
) -> HttpResponse:
    """Number and legal time at once; the sealed receipt follows within seconds at `receipt_url` of the status.

    429, with `Retry-After`, tells that too many letters came within the hour from this network, account or address.
    """
    who = gate.sender(request)
    limits.demand(gate.PROGRAM, who, most=settings.DIWAN_DEPOSITS_PER_HOUR)
    limits.demand(gate.SENT, payload.email.lower(), most=settings.DIWAN_DEPOSITS_PER_EMAIL)
    stored = [files.store(piece, name=piece.name or "", now=timezone.now()) for piece in pieces]  # type: ignore[arg-type]
    answer = answer_once(request, functools.partial(created, request, payload, stored))
    if not answer.has_header("Idempotency-Replayed"):
        limits.note(gate.PROGRAM, who)
        if payload.email:
            limits.note(gate.SENT, payload.email.lower())
    failpoints.reach("deposit.before_answer")
    return answer


create.idempotent = True  # type: ignore[attr-defined]  # `answer_once` is called once the bytes are stored


def created(request: HttpRequest, payload: DepositIn, stored: list[files.StoredFile]) -> HttpResponse:
    """Act, and write the answer."""
    now = timezone.now()
    office_id, card = organisations.office_id(payload.office), None
    if office_id is None:
        raise handing_in.OfficeClosed
    if payload.procedure:
        card = procedure_called(payload.procedure, open_office(payload.office, now), now)
    if card and card.identity == procedures.Identity.REQUIRED and payload.identity_kind is IdentityKind.NONE:
        raise Mistake(reason=str(IDENTITY_NEEDED))
    number = clean_identity(payload.identity_kind, payload.identity_number)
    if number is None:
        raise Mistake(reason=str(FORMATS[payload.identity_kind][1]))
    applicant = handing_in.Applicant(
        name=payload.applicant_name.strip(),
        kind=payload.applicant_kind,
        identity_kind=payload.identity_kind,
        identity_number=number,
        email=payload.email,
        phone=payload.phone,
        representative=payload.representative.strip(),
        address=payload.address.strip(),
    )
    letter = handing_in.Letter(
        subject=payload.subject.strip(),
        body=payload.body,
        language=payload.language,
        pieces=tuple(f.id for f in stored),
        procedure=card.version_id if card else None,
        sender_reference=payload.sender_reference.strip(),
    )
    said = {"applicant": applicant, "letter": letter, "arrival": BY_PROGRAM}
    done = handing_in.deposit(actor=request.actor, office_id=office_id, now=now, **said)  # type: ignore[arg-type]
    status_url = reverse("api-1:deposit", args=[done.deposit.reference]) + f"?code={done.code}"
    answer = DepositedOut(**at_first(done, now), code=done.code, status_url=status_url)
    return HttpResponse(answer.model_dump_json(), status=201, content_type="application/json")


def open_office(code: str, now: datetime) -> organisations.OfficeCard:
    office = organisations.open_office(code, now)
    if office is None:
        raise handing_in.OfficeClosed
    return office


def procedure_called(code: str, office: organisations.OfficeCard, now: datetime) -> procedures.ProcedureCard:
    """The procedure of that code at the office: its administration's own, else the country's."""
    for card in procedures.offered_at(office, now):
        if card.code == code:
            return card
    raise handing_in.ProcedureGone


def at_first(done: handing_in.Deposited, now: datetime) -> dict:
    """What `described` says of a letter at the moment it is registered; nothing of it need be read again."""
    row, office = done.deposit, done.office
    if row.unit_id in (None, office.unit_id):
        unit = office.unit_names.get(row.language)
    else:
        names = organisations.units_named([row.unit_id], now)
        unit = names[row.unit_id].get(row.language) if row.unit_id in names else ""
    return {
        "reference": row.reference,
        "number": done.number,
        "year": done.year,
        "registered_at": row.registered_at,
        "state": row.state,
        "reason": "",
        "pieces": [{name: getattr(f, name) for name in ("name", "media_type", "size", "sha256")} for f in done.pieces],
        "steps": [{"kind": StepKind.REGISTERED, "at": now}],
        "receipt_url": None,
        "unit": unit,
        "due_on": row.due_on,
        "suspended": False,
        "missing": [],
        "missing_until": None,
        "messages": 0,
        "unread": 0,
        "forwarded_to": None,
        "proofs": [],
    }


@router.get(
    "/deposits/{reference}", response={200: DepositOut, 404: RefusalOut}, url_name="deposit", summary="Follow a letter"
)
def status(request: HttpRequest, reference: str, code: str) -> HttpResponse | dict:
    """Where a letter stands; the same answer for a wrong code and an unknown reference."""
    found = followed(reference, code)
    if found is None:
        raise NotFound
    return described(found, code)


class NotFound(Refusal):
    message = _("No letter answers to this reference and this code.")
    status = 404


def described(deposit: Deposit, code: str) -> dict:
    """A deposit in the words of the API."""
    return {
        "reference": deposit.reference,
        "number": deposit.entry.number,
        "year": deposit.entry.book.year,
        "registered_at": deposit.registered_at,
        "state": deposit.state,
        "reason": deposit.reason,
        "pieces": [
            {name: getattr(p.file, name) for name in ("name", "media_type", "size", "sha256")}
            for p in deposit.pieces.all()
        ],
        "steps": [{"kind": s.kind, "at": s.at} for s in deposit.steps.all()],
        "receipt_url": reverse("deposits:receipt", args=[deposit.reference, code]) if receipted(deposit) else None,
        **life(deposit),
    }


def receipted(deposit: Deposit) -> bool:
    return any(proof.kind == ProofKind.RECEIPT for proof in deposit.receipts.all())


def life(deposit: Deposit) -> dict:
    """Where a letter stands beyond its registration."""
    now, asked, written = timezone.now(), following.open_request(deposit), deposit.messages.all()
    names = following.unit_names(deposit, now).get(deposit.unit_id or 0)
    time = following.legal_time(deposit, now)
    onward = getattr(deposit, "forwarded_to", None)
    return {
        "unit": names.get(deposit.language) if names else "",
        "due_on": deposit.due_on,
        "suspended": bool(time and time.suspended_since),
        "missing": asked.missing if asked else [],
        "missing_until": asked.due_on if asked else None,
        "messages": len(written),
        "unread": sum(m.from_office and not m.read_at for m in written),
        "forwarded_to": onward.reference if onward else None,
        "proofs": [
            {
                "kind": proof.kind,
                "version": proof.version,
                "issued_at": proof.issued_at,
                "url": files.link(proof.file, purpose=RECEIPT),
            }
            for proof in deposit.receipts.all()
        ],
    }


@router.post(
    "/deposits/{reference}/pieces",
    response={200: DepositOut, **dict.fromkeys((400, 404, 409, 410, 413, 415, 422, 503, 507), RefusalOut)},
    url_name="complete",
    summary="Send the pieces that the office asked for",
)
def complete(
    request: HttpRequest,
    reference: str,
    payload: Form[CompletionIn],
    pieces: File[list[UploadedFile]] = [],  # noqa: B006  ninja reads the default
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", description="A UUID of your making")] = "",
) -> HttpResponse:
    """The letter goes back to where it stood, and its legal time runs on the same day."""
    found = followed(reference, payload.code)
    if found is None or payload.code == MINE:
        raise NotFound
    stored = [files.store(piece, name=piece.name or "", now=timezone.now()).pk for piece in pieces]  # type: ignore[arg-type]
    return answer_once(request, functools.partial(completed, request, found, payload, stored))


complete.idempotent = True  # type: ignore[attr-defined]


def completed(request: HttpRequest, deposit: Deposit, payload: CompletionIn, stored: list[int]) -> HttpResponse:
    """Act, and write the answer."""
    completing.complete(
        actor=request.actor,  # type: ignore[attr-defined]
        deposit_id=deposit.pk,
        code=payload.code,
        pieces=stored,
        text=payload.text,
        now=timezone.now(),
    )
    answer = DepositOut(**described(followed(deposit.reference, payload.code), payload.code))  # type: ignore[arg-type]
    return HttpResponse(answer.model_dump_json(), content_type="application/json")
