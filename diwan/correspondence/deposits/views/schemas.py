"""The words of the API about deposits: what programs send, and what they are answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from ..enums import ApplicantKind, IdentityKind

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class DepositIn(Schema):
    """What is handed in."""

    office: Annotated[str, Field(description="Code of the registry office, as `GET /api/v1/offices` gives it")]
    subject: Annotated[Text, Field(max_length=300)]
    body: Annotated[str, Field(max_length=50_000)] = ""
    language: Annotated[str, Field(pattern="^(ar|fr|en)$")] = "ar"
    applicant_kind: ApplicantKind = ApplicantKind.PERSON
    applicant_name: Annotated[Text, Field(max_length=200)]
    identity_kind: IdentityKind = IdentityKind.NONE
    identity_number: Annotated[str, Field(max_length=40)] = ""
    procedure: Annotated[
        str,
        Field(max_length=60, description="Code of a procedure, as `GET /api/v1/procedures` gives it; empty: a letter"),
    ] = ""
    representative: Annotated[str, Field(max_length=200)] = ""
    address: Annotated[str, Field(max_length=300)] = ""
    sender_reference: Annotated[str, Field(max_length=80, description="The number the letter has with its sender")] = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    phone: Annotated[str, Field(max_length=30)] = ""


class CompletionIn(Schema):
    """What goes with the missing pieces."""

    code: Annotated[str, Field(min_length=1, max_length=20, description="Follow-up code of the letter")]
    text: Annotated[str, Field(max_length=20_000)] = ""


class PieceOut(Schema):
    name: str
    media_type: str
    size: int
    sha256: str


class StepOut(Schema):
    kind: str
    at: datetime


class ProofOut(Schema):
    kind: str
    version: int
    issued_at: datetime
    url: Annotated[str, Field(description="Good for one hour")]


class DepositOut(Schema):
    """What the register says."""

    reference: str
    number: int
    year: int
    registered_at: datetime
    state: str
    reason: str
    pieces: list[PieceOut]
    steps: list[StepOut]
    receipt_url: str | None
    unit: Annotated[str, Field(description="Who is in charge, in the depositor's language")]
    due_on: Annotated[date | None, Field(description="The last day to answer; none while suspended, or without a law")]
    suspended: bool
    missing: Annotated[list[str], Field(description="Pieces to send to `POST /api/v1/deposits/{reference}/pieces`")]
    missing_until: date | None
    messages: int
    unread: Annotated[int, Field(description="Messages of the office, the answer among them, not opened yet")]
    forwarded_to: str | None
    proofs: list[ProofOut]


class DepositedOut(DepositOut):
    code: Annotated[str, Field(description="Follow-up code: shown once, keep it")]
    status_url: str


class RefusalOut(Schema):
    code: str
    message: str


class OfficeOut(Schema):
    code: str
    name: str
    administration: str


class NeededOut(Schema):
    name: str
    required: bool


class ProcedureOut(Schema):
    """What a procedure asks and promises."""

    code: str
    name: str
    guidance: str
    identity: str
    days: int | None
    day_unit: str
    silence: str
    needed: list[NeededOut]
