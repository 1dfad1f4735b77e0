"""What a meeting is about: items, documents sent beforehand, what was said and decided on each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AgendaItem(models.Model):
    """A point of the agenda, and what the minutes say of it."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("place"))
    title = models.CharField(_("point"), max_length=200)
    speaker = models.CharField(_("who presents it"), max_length=150, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    said = models.TextField(_("points said"), blank=True)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    votes_blank = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of agendas")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                deferrable=models.Deferrable.DEFERRED,
                name="agenda_item_place_once",
                violation_error_message=_("Two points have the same place."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="agenda_item_titled",
                violation_error_message=_("A point of the agenda has a title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A file sent beforehand, for the whole meeting or for one point (`item`)."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="documents")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, related_name="documents", verbose_name=_("point"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document of a meeting")
        verbose_name_plural = _("documents of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "file"],
                name="meeting_document_once",
                violation_error_message=_("This document is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.file_id}"


class Decision(models.Model):
    """What was decided on a point; with somebody in charge and a date it becomes a task once the minutes are signed."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person in charge")
    )
    due_on = models.DateField(_("due on"), null=True)
    task = models.PositiveBigIntegerField(_("task"), null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("decision of a meeting")
        verbose_name_plural = _("decisions of meetings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="decision_said", violation_error_message=_("A decision says something.")
            )
        ]

    def __str__(self) -> str:
        return self.text
