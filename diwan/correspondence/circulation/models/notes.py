"""What people of the administration write beside a letter, and whom they call to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Basis


class Note(models.Model):
    """Said once, never rewritten; its author may withdraw it, which leaves a mark in its place."""

    letter = models.ForeignKey("letters.Letter", models.PROTECT, related_name="+", verbose_name=_("letter"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("note"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="note_says_something", violation_error_message=_("Write something.")
            )
        ]
        indexes = [models.Index(fields=["letter", "at"], name="note_of_letter")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.at:%Y-%m-%d}"


class Mention(models.Model):
    """A post called to a letter by a note (`@`): it sees the letter as long as the note stands."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="mentions", verbose_name=_("note"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("post"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            models.UniqueConstraint(
                fields=["note", "post"],
                name="mention_once",
                violation_error_message=_("This post is mentioned twice."),
            )
        ]
        indexes = [models.Index(fields=["post"], name="mention_of_post")]

    def __str__(self) -> str:
        return f"{self.note_id} @{self.post_id}"
