"""Books and their numbered lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .enums import Kind, State


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
    position = models.BigIntegerField()
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
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="registers_by_subject")]
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people quote: `MEN-2026-001284`."""
        return reference(self.book.prefix, self.number)


def reference(prefix: str, number: int) -> str:
    return f"{prefix}-{number:06d}"
