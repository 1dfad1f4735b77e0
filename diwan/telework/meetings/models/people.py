"""Who is invited, who came and left, who spoke."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import Answer, Role, Source


class Participant(models.Model):
    """Somebody invited: a person of the administration, or a guest by e-mail."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="participants")
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=3, choices=settings.LANGUAGES)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    removed_at = models.DateTimeField(_("no longer invited since"), null=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer_note = models.CharField(_("word with the answer"), max_length=300, blank=True)
    consent = models.BooleanField(_("agrees to the recording"), null=True)
    consent_at = models.DateTimeField(_("said at"), null=True)
    leave_asked_at = models.DateTimeField(_("asked to leave at"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="participant_person_once",
                violation_error_message=_("This person is invited already."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=Q(person=None),
                name="participant_guest_once",
                violation_error_message=_("This guest is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email=""),
                name="participant_can_be_told",
                violation_error_message=_("A guest has an e-mail address."),
            ),
        ]
        indexes = [models.Index(fields=["person", "meeting"], name="participant_of_person")]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """One stay of a participant in the room: from when until when, by whom it is known, by whose leave it ended."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="stays")
    source = models.CharField(_("known by"), max_length=6, choices=Source)
    joined_at = models.DateTimeField(_("came at"))
    left_at = models.DateTimeField(_("left at"), null=True)
    with_leave = models.BooleanField(_("by the chair's leave"), default=False)

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(left_at=None),
                name="attendance_once_at_a_time",
                violation_error_message=_("This person is in the room already."),
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="attendance_ends_after_it_began",
                violation_error_message=_("Nobody leaves before coming."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.joined_at:%H:%M}"


class Speech(models.Model):
    """Somebody asked to speak; the chair gave the floor, or they no longer wanted it."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="speeches")
    asked_at = models.DateTimeField(_("asked at"))
    given_at = models.DateTimeField(_("given the floor at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("turn to speak")
        verbose_name_plural = _("turns to speak")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(ended_at=None),
                name="speech_asked_once",
                violation_error_message=_("This person has asked to speak already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.asked_at:%H:%M}"
