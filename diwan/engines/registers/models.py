"""Books and their numbered lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations

from . import subjects
from .enums import CORRECT, Kind, PrintState, State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

PRINTED = "registers.printed"  # why the files of printed pages are kept


class BookQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> BookQuerySet:
        """The books of the offices whose registers this actor keeps, or whose mail they process."""
        return self.filter(organisations.within_any(actor, {CORRECT, *subjects.rights()}, "office__unit"))


class Book(models.Model):
    """The register of an office, a kind of mail and a civil year. Its numbers run from 1 without a gap.

    `last_number` and `last_at` are written only by the database function `registers_register`, under the row's lock.
    """

    office = models.ForeignKey("organisations.RegistryOffice", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    year = models.SmallIntegerField()
    prefix = models.CharField(max_length=32)  # kept: an office may be renamed later
    chain = models.CharField(max_length=120)
    last_number = models.IntegerField(default=0)
    last_at = models.DateTimeField()  # no entry may be much earlier than this
    closed_at = models.DateTimeField(null=True)  # from then on it gives no number
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = BookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "year"],
                name="registers_one_book_a_year",
                violation_error_message=_("This office already has this register for this year."),
            ),
            models.UniqueConstraint(
                fields=["prefix"],
                name="registers_prefix_once",
                violation_error_message=_("Another register gives the same references."),
            ),
            models.CheckConstraint(
                condition=Q(last_number__gte=0),
                name="registers_last_number_not_negative",
                violation_error_message=_("A number cannot be negative."),
            ),
        ]
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return self.prefix


class RegisterEntry(models.Model):
    """A line of a register: the number given to a thing, when, and the fingerprint of what it held."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="entries", db_index=False)
    number = models.IntegerField()
    registered_at = models.DateTimeField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_digest = models.BinaryField(max_length=32)
    position = models.BigIntegerField()  # of the journal entry that gave the number
    vouched_at = models.BigIntegerField()  # position of the one that says what the line holds now
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "number"],
                name="registers_number_once",
                violation_error_message=_("This number is already given in this register."),
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="registers_number_positive",
                violation_error_message=_("Numbers start at 1."),
            ),
            # An annulment or a rectification also takes a place in the chain, so places run ahead of numbers.
            models.CheckConstraint(
                condition=Q(position__gte=F("number")),
                name="registers_position_follows_number",
                violation_error_message=_("The journal holds at least one entry for each number."),
            ),
            models.CheckConstraint(
                condition=Q(vouched_at__gte=F("position")),
                name="registers_vouched_after_position",
                violation_error_message=_("A correction comes after the number it corrects."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="registers_by_subject"),
            models.Index(fields=["book", "state"], name="registers_corrected", condition=~Q(state=State.CURRENT)),
            models.Index(fields=["book", "registered_at"], name="registers_by_day"),
        ]
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people quote: `MEN-2026-001284`."""
        return reference(self.book.prefix, self.number)


class Reservation(models.Model):
    """Numbers given in advance, for an outage or a session on paper; each is filled or released later."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="reservations")
    first_number = models.IntegerField()
    last_number = models.IntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    reserved_at = models.DateTimeField()
    reserved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_number__gt=0, last_number__gte=F("first_number")),
                name="registers_reservation_in_order",
                violation_error_message=_("The last number comes after the first."),
            ),
        ]
        verbose_name = _("reserved numbers")
        verbose_name_plural = _("reserved numbers")

    def __str__(self) -> str:
        return f"{self.first_number}-{self.last_number}"


class Printing(models.Model):
    """Pages of a book asked for on paper: lines from a number to another, set in parts by a job."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="printings")
    first_number = models.IntegerField()
    last_number = models.IntegerField()
    language = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=PrintState, default=PrintState.WAITING)
    total = models.IntegerField()  # parts
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_number__gt=0, last_number__gte=F("first_number"), total__gt=0),
                name="registers_printing_in_order",
                violation_error_message=_("The last number comes after the first."),
            ),
            models.CheckConstraint(
                condition=Q(state=PrintState.WAITING, ended_at=None)
                | ~Q(state=PrintState.WAITING) & Q(ended_at__isnull=False),
                name="registers_printing_ended",
                violation_error_message=_("A printing has an end only once it is over."),
            ),
        ]
        indexes = [models.Index(fields=["book", "-asked_at"], name="registers_printings")]
        verbose_name = _("printing")
        verbose_name_plural = _("printings")

    def __str__(self) -> str:
        return f"{self.book_id} {self.first_number}-{self.last_number}"


class PrintedPart(models.Model):
    """A sealed PDF with some lines of a printing. A job that starts again goes on after the last part."""

    printing = models.ForeignKey(Printing, models.PROTECT, related_name="parts", db_index=False)
    position = models.SmallIntegerField()
    first_number = models.IntegerField()
    last_number = models.IntegerField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["printing", "position"],
                name="registers_printed_part_once",
                violation_error_message=_("This part is there already."),
            ),
        ]
        verbose_name = _("printed part")
        verbose_name_plural = _("printed parts")

    def __str__(self) -> str:
        return f"{self.printing_id}/{self.position}"


def reference(prefix: str, number: int) -> str:
    return f"{prefix}-{number:06d}"
