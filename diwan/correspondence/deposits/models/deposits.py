"""What was deposited, its pieces, its sealed proofs, and what its depositor is shown of its path."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.engines.registers import api as registers

from ..enums import (
    CLOSED,
    ONCE,
    OPEN,
    ApplicantKind,
    Channel,
    ClockEventKind,
    IdentityKind,
    ProofKind,
    State,
    StepKind,
)

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PROCESS = "deposits.process"  # the right of those who work at the counter
SEND = "deposits.send"  # the right to deposit for one's administration, and to see what it deposited
MINE = "mine"  # stands where the follow-up code would, for whoever is known by their account
# What has no due date comes after all that has one.
DUE_FIRST = Coalesce(F("due_on"), Value(date.max))
WORDS = Func(F("search_text"), function="deposits_words")  # see migration 0004
PIECE, RECEIPT = "deposits.piece", "deposits.receipt"  # why files are kept


class DepositQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DepositQuerySet:
        """The deposits of the registry offices whose mail this actor processes."""
        return self.filter(organisations.within(actor, PROCESS, "office__unit"))

    def locked(self) -> DepositQuerySet:
        return self.select_for_update(of=("self",), no_key=True)

    def corrigible_by(self, actor: Actor) -> DepositQuerySet:
        """Those an actor may look at to correct: they process them, or keep the register they stand in."""
        return self.filter(organisations.within_any(actor, (PROCESS, registers.CORRECT), "office__unit"))

    def sent_by(self, actor: Actor) -> DepositQuerySet:
        """What this person deposited with their account, and what the units they send for deposited."""
        if actor.person_id is None:
            return self.none()
        return self.filter(Q(depositor_id=actor.person_id) | organisations.within(actor, SEND, "sender_unit"))

    def following(self, reference: str, code: str, actor: Actor = organisations.ANONYMOUS) -> DepositQuerySet:
        """The deposit its depositor asks for, by its code or, with `MINE`, by account.

        Empty alike when the reference or the code is wrong, or the letter somebody else's.
        """
        rows = self.sent_by(actor) if code == MINE else self.filter(code_digest=digest_of_code(code))
        return rows.filter(reference=reference.strip().upper())


class Deposit(models.Model):
    """A letter handed in at a registry office. It has its number from the first moment, and keeps it."""

    office = models.ForeignKey(
        "organisations.RegistryOffice", verbose_name=_("registry office"), on_delete=models.PROTECT, related_name="+"
    )
    entry = models.OneToOneField(
        "registers.RegisterEntry", verbose_name=_("register entry"), on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(_("reference"), max_length=40)
    registered_at = models.DateTimeField(_("registered at"))
    channel = models.CharField(_("arrived"), max_length=10, choices=Channel, default=Channel.ONLINE)
    received_on = models.DateField(_("date of arrival on paper"), null=True, blank=True)
    kept_at = models.CharField(_("where the paper is kept"), max_length=120, blank=True)
    received_by = models.ForeignKey(
        "accounts.User", verbose_name=_("received by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion",
        verbose_name=_("procedure"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("unit in charge"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REGISTERED)
    language = models.CharField(_("language"), max_length=3)
    depositor = models.ForeignKey(
        "accounts.User", verbose_name=_("account"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    sender_unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("sent by the unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    applicant_kind = models.CharField(_("depositor"), max_length=16, choices=ApplicantKind)
    applicant_name = models.CharField(_("name"), max_length=200)
    representative = models.CharField(_("represented by"), max_length=200, blank=True)
    identity_kind = models.CharField(_("kind of number"), max_length=12, choices=IdentityKind, blank=True)
    identity_number = models.CharField(_("number"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.CharField(_("postal address"), max_length=300, blank=True)
    sender_reference = models.CharField(_("the depositor's own reference"), max_length=80, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    search_text = models.TextField(editable=False)
    content = models.TextField(_("sealed content"), editable=False)
    code_digest = models.BinaryField(_("follow-up code"), max_length=32, editable=False)
    fingerprint = models.BinaryField(_("fingerprint of the content"), max_length=32, null=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", verbose_name=_("same letter as"), on_delete=models.PROTECT, null=True, related_name="duplicates"
    )
    forwarded_from = models.OneToOneField(
        "self", verbose_name=_("forwarded from"), on_delete=models.PROTECT, null=True, related_name="forwarded_to"
    )
    clock_started_on = models.DateField(_("time runs from"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = DepositQuerySet.as_manager()

    class Meta:
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], name="deposit_reference_once", violation_error_message=_("This reference exists.")
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="deposit_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.REGISTERED, decided_at=None)
                | Q(state=State.INCOMPLETE)
                | Q(state__in=[State.ACCEPTED, *CLOSED], decided_at__isnull=False),
                name="deposit_decision_dated",
                violation_error_message=_("A decision has a date, and only a decision."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None) | Q(state__in=CLOSED, closed_at__isnull=False),
                name="deposit_closed_dated",
                violation_error_message=_("A closed letter has the date it was closed, and only a closed one."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(clock_started_on__isnull=False),
                name="deposit_due_needs_start",
                violation_error_message=_("A due date needs a day from which the time runs."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""),
                name="deposit_return_has_reason",
                violation_error_message=_("A letter is returned with a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-registered_at"], name="deposit_queue"),
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="deposit_due"),
            models.Index(fields=["fingerprint"], name="deposit_fingerprint"),
            # The orders of the queue, each ready to be read on from any place in it.
            models.Index(F("office"), DUE_FIRST, F("id"), condition=Q(state__in=OPEN), name="deposit_by_due"),
            models.Index(fields=["office", "registered_at", "id"], name="deposit_by_time"),
            GinIndex(WORDS, name="deposit_words"),
        ]

    def __str__(self) -> str:
        return self.reference


class Piece(models.Model):
    """A file joined to a deposit, as it was sent."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="pieces")
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    needed = models.ForeignKey(
        "procedures.NeededPiece",
        verbose_name=_("said to be"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "position"],
                name="piece_position_once",
                violation_error_message=_("Two pieces cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id}/{self.position}"


class Receipt(models.Model):
    """A sealed proof: the receipt, the proof of forwarding, the certificate of silence.

    Replaced by a later version when rectified, never overwritten.
    """

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(_("what it proves"), max_length=12, choices=ProofKind, default=ProofKind.RECEIPT)
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "kind", "version"],
                name="receipt_kind_version_once",
                violation_error_message=_("This version of the receipt exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind} v{self.version}"


class Step(models.Model):
    """What happened to a deposit, in the words its depositor reads, and the unit where it happened."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    at = models.DateTimeField(_("at"))
    unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(fields=["kind", "at"], name="step_kind_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "kind"],
                condition=Q(kind__in=ONCE),
                name="step_taken_once",
                violation_error_message=_("This step was taken already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind}"


class ClockEvent(models.Model):
    """What stopped, resumed or stretched the legal time of a deposit; replayed, they give its due date."""

    deposit = models.ForeignKey(
        Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="clock_events"
    )
    kind = models.CharField(_("event"), max_length=8, choices=ClockEventKind)
    on = models.DateField(_("on"))
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("event of the legal time")
        verbose_name_plural = _("events of the legal time")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ClockEventKind.EXTEND, days__gt=0) | ~Q(kind=ClockEventKind.EXTEND) & Q(days=0),
                name="clock_event_days",
                violation_error_message=_("An extension has days, and only an extension."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind} {self.on}"


class Opening(models.Model):
    """Who opened a letter, from which unit, first and last: its depositor may see it."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="openings")
    reader = models.ForeignKey("accounts.User", verbose_name=_("reader"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        ordering = ["first_at"]
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "reader", "unit"],
                nulls_distinct=False,
                name="opening_once_a_reader",
                violation_error_message=_("This reader is already noted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.reader_id}"


def digest_of_code(code: str) -> bytes:
    """SHA-256 of a follow-up code as typed: case, spaces and hyphens do not count, O and I read as 0 and 1."""
    plain = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(plain.encode()).digest()
