"""What each restore showed."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

EXPECTED_EVERY = timedelta(days=8)  # a week, and a day in which it may be tried again


class Proof(models.Model):
    """One backup that was restored and looked at; `faults` says, in plain words, what was not as it should be."""

    at = models.DateTimeField()
    source = models.CharField(max_length=250)  # the name of the dump
    size = models.PositiveBigIntegerField()  # octets of the dump
    copied_in = models.DurationField()
    restored_in = models.DurationField()
    tables = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    entries = models.PositiveBigIntegerField()  # of the journal, read again
    files = models.PositiveIntegerField()  # opened and compared with their fingerprints
    faults = models.JSONField(default=list)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="backups_proof_counts_something",
                condition=models.Q(tables__gt=0) | ~models.Q(faults=[]),
                violation_error_message=_("A restore that brought no table back proves nothing."),
            )
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def holds(self) -> bool:
        return not self.faults
