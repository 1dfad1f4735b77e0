"""Lists of what is to be destroyed: proposed by one, approved by another, carried out once, certified."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import ItemState, ListState
from .schedule import OfAdministration

CERTIFICATE = "archives.certificate"  # why certificates are kept


class DestructionList(models.Model):
    """Files and letters whose time is over, to be destroyed together (bordereau d'élimination)."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=ListState, default=ListState.PROPOSED)
    note = models.TextField(_("note"), blank=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    done_at = models.DateTimeField(_("carried out at"), null=True)
    certificate = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    objects = OfAdministration()

    class Meta:
        verbose_name = _("destruction list")
        verbose_name_plural = _("destruction lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ListState.PROPOSED, decided_at=None)
                | ~Q(state=ListState.PROPOSED) & Q(decided_at__isnull=False),
                name="destruction_decision_dated",
                violation_error_message=_("A decision has a date, and only a decision."),
            ),
            models.CheckConstraint(
                condition=Q(state=ListState.DONE, done_at__isnull=False) | ~Q(state=ListState.DONE) & Q(done_at=None),
                name="destruction_end_dated",
                violation_error_message=_("What is carried out has a date, and only that."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ListState.REFUSED) | ~Q(reason=""),
                name="destruction_refused_with_reason",
                violation_error_message=_("A refusal has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DestructionItem(models.Model):
    """A file with its letters, or a letter alone. What it was called stays here when its words are gone."""

    listing = models.ForeignKey(DestructionList, models.PROTECT, related_name="items")
    dossier = models.ForeignKey("letters.Dossier", models.PROTECT, null=True, related_name="+")
    letter = models.ForeignKey("letters.Letter", models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("what it is"), max_length=300)
    rule = models.CharField(_("by which rule"), max_length=400)
    closed_on = models.DateField(_("closed on"))
    over_on = models.DateField(_("time over on"))
    letters = models.PositiveIntegerField(_("letters"))
    digests = models.JSONField(_("fingerprints of what was destroyed"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=ItemState, default=ItemState.LISTED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True)

    class Meta:
        verbose_name = _("line of a destruction list")
        verbose_name_plural = _("lines of destruction lists")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(dossier__isnull=False) & ~Q(state=ItemState.SPARED),
                name="destruction_of_a_dossier_once",
                violation_error_message=_("This file is on a destruction list already."),
            ),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(letter__isnull=False) & ~Q(state=ItemState.SPARED),
                name="destruction_of_a_letter_once",
                violation_error_message=_("This letter is on a destruction list already."),
            ),
            models.CheckConstraint(
                condition=Q(dossier__isnull=False, letter=None) | Q(dossier=None, letter__isnull=False),
                name="destruction_of_one_thing",
                violation_error_message=_("A line is about a file or about a letter."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.SPARED) | ~Q(reason=""),
                name="destruction_spared_with_reason",
                violation_error_message=_("Say why it is left out."),
            ),
        ]
        indexes = [models.Index(fields=["listing", "state"], name="destruction_items")]

    def __str__(self) -> str:
        return self.name
