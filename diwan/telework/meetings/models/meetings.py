"""A meeting, from its convening to its signed minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ..enums import Room, State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """Those to which this person is invited, and those they convened. A draft is seen by who prepares it."""
        if actor.person_id is None:
            return self.none()
        from .people import Participant

        invited = Participant.objects.filter(meeting=OuterRef("pk"), person=actor.person_id, removed_at=None)
        prepared = Q(convened_by=actor.person_id) | Q(secretary=actor.person_id) | Q(chair=actor.person_id)
        return self.filter(prepared | Exists(invited) & ~Q(state=State.DRAFT))


class Meeting(models.Model):
    """Who meets, when, about what, in which room; whether it was recorded; where its minutes stand.

    `starts_at` was given in the legal time of the country; `sequence` is that of its calendar file (RFC 5545): each
    change sent raises it. `extended` are minutes that the chair added while it was held.
    """

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("subject of the meeting"), max_length=200)
    note = models.TextField(_("message to the participants"), blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("duration, in minutes"))
    place = models.CharField(_("place, or telephone number"), max_length=300, blank=True)
    room = models.CharField(_("video room"), max_length=8, choices=Room, default=Room.NONE)
    room_code = models.CharField(max_length=40, unique=True, editable=False)
    convened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("convened by"))
    chair = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chair"))
    secretary = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("secretary"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    sequence = models.PositiveIntegerField(_("change number"), default=0)
    made_at = models.DateTimeField(_("made at"))
    convened_at = models.DateTimeField(_("convened at"), null=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    open_reason = models.CharField(_("why it was opened while some were missing"), max_length=300, blank=True)
    extended = models.PositiveSmallIntegerField(_("minutes added"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    recording_asked_at = models.DateTimeField(_("consent to a recording asked at"), null=True)
    recorded_from = models.DateTimeField(_("recorded from"), null=True)
    recorded_until = models.DateTimeField(_("recorded until"), null=True)
    room_records = models.BooleanField(_("the room can be recorded"), default=False)
    recording_barred = models.BooleanField(_("a consent was withdrawn"), default=False)
    room_trouble = models.CharField(_("what the video server answered last"), max_length=200, blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    act = models.PositiveBigIntegerField(_("act of the minutes"), null=True, editable=False)
    reference = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    signed_at = models.DateTimeField(_("minutes signed at"), null=True)
    refusal = models.CharField(_("why the minutes came back"), max_length=500, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=720),
                name="meeting_lasts",
                violation_error_message=_("A meeting lasts from 5 minutes to 12 hours."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="meeting_titled", violation_error_message=_("A meeting has a subject.")
            ),
            models.CheckConstraint(
                condition=~Q(room=Room.NONE) | ~Q(place=""),
                name="meeting_somewhere",
                violation_error_message=_("Say where people meet: a place, a telephone number or a video room."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(cancel_reason=""),
                name="meeting_cancelled_with_reason",
                violation_error_message=_("A cancelled meeting has a reason."),
            ),
            models.CheckConstraint(
                condition=Q(recorded_from=None) | Q(recording_asked_at__isnull=False),
                name="meeting_recorded_after_asking",
                violation_error_message=_("Nothing is recorded before everybody was asked."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SIGNED) | ~Q(reference="") & Q(signed_at__isnull=False),
                name="meeting_signed_has_number",
                violation_error_message=_("Signed minutes have their number and their moment."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(opened_at__isnull=False, ended_at__gte=F("opened_at")),
                name="meeting_ends_after_opening",
                violation_error_message=_("A meeting ends after it was opened."),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="meeting_by_day"),
            models.Index(fields=["starts_at"], condition=Q(state__in=["convened", "open"]), name="meeting_to_come"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        """When it is meant to end: counted from its opening once it is open."""
        return (self.opened_at or self.starts_at) + timedelta(minutes=self.minutes + self.extended)

    @property
    def is_recorded(self) -> bool:
        return self.recorded_from is not None and self.recorded_until is None

    @property
    def may_have_recordings(self) -> bool:
        """It is over, it was recorded by BigBlueButton, and nobody took their consent back."""
        return bool(self.room == Room.BBB and self.recorded_from and self.ended_at and not self.recording_barred)

    @property
    def subject_key(self) -> str:
        """How acts and the journal name it."""
        return f"meetings.meeting:{self.pk}"
