"""What was deposited, its pieces, its receipts and the steps its depositor sees."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from .enums import ApplicantKind, IdentityKind, State, StepKind

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PROCESS = "deposits.process"  # the right of those who work at the counter
PIECE, RECEIPT = "deposits.piece", "deposits.receipt"  # why files are kept


class DepositQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DepositQuerySet:
        """The deposits of the registry offices whose mail this actor processes."""
        return self.filter(organisations.within(actor, PROCESS, "office__unit"))

    def locked(self) -> DepositQuerySet:
        return self.select_for_update(of=("self",), no_key=True)

    def following(self, reference: str, code: str) -> DepositQuerySet:
        """The deposit its depositor asks for; empty alike when the reference or the code is wrong."""
        return self.filter(reference=reference.strip().upper(), code_digest=digest_of_code(code))


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
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REGISTERED)
    language = models.CharField(_("language"), max_length=3)
    applicant_kind = models.CharField(_("depositor"), max_length=16, choices=ApplicantKind)
    applicant_name = models.CharField(_("name"), max_length=200)
    identity_kind = models.CharField(_("kind of number"), max_length=12, choices=IdentityKind, blank=True)
    identity_number = models.CharField(_("number"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    search_text = models.TextField(editable=False)
    content = models.TextField(_("sealed content"), editable=False)
    code_digest = models.BinaryField(_("follow-up code"), max_length=32, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
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
                condition=Q(state=State.REGISTERED, decided_at=None) | ~Q(state=State.REGISTERED) & ~Q(decided_at=None),
                name="deposit_decision_dated",
                violation_error_message=_("A decision has a date, and only a decision."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""),
                name="deposit_return_has_reason",
                violation_error_message=_("A letter is returned with a reason."),
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "-registered_at"], name="deposit_queue")]

    def __str__(self) -> str:
        return self.reference


class Piece(models.Model):
    """A file joined to a deposit, as it was sent."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="pieces")
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

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
    """A sealed receipt. Replaced by a later version when rectified, never overwritten."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="receipts")
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "version"],
                name="receipt_version_once",
                violation_error_message=_("This version of the receipt exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} v{self.version}"


class Step(models.Model):
    """What happened to a deposit, in the words its depositor reads."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    at = models.DateTimeField(_("at"))
    unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "kind"], name="step_once", violation_error_message=_("This step was taken already.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind}"


def digest_of_code(code: str) -> bytes:
    """SHA-256 of a follow-up code as typed: case, spaces and hyphens do not count, O and I read as 0 and 1."""
    plain = code.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(plain.encode()).digest()
