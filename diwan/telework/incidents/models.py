"""Incidents, what was done about them, what was attached, and what was sent to the authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import SECURITY

from .enums import Gravity, Kind, State

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


def _guarded(actor: Actor) -> set[int]:
    """The administrations of which this actor is a security officer: the right reaches the whole of one."""
    return organisations.reached(actor, (SECURITY,))[SECURITY].administrations


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        """Whoever declared it, whom it concerns, and the security officers of its administration: nobody else."""
        mine = Q(pk__in=[])
        if actor.person_id is not None:
            mine = Q(declared_by=actor.person_id) | Q(about_person=actor.person_id)
        return self.filter(mine | Q(administration__in=_guarded(actor)))

    def guarded_by(self, actor: Actor) -> IncidentQuerySet:
        """Those of the administrations of which this actor is a security officer."""
        return self.filter(administration__in=_guarded(actor))


class Book(models.Model):
    """The last number given in a year: locked last, so that the series has no gap."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("book of incidents")
        verbose_name_plural = _("books of incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "year"],
                name="incidents_book_once",
                violation_error_message=_("This book is open already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id} {self.year}"


class Incident(models.Model):
    """An incident of security (SEC-5). `due_at` is the end of the legal clock, counted from its discovery."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    gravity = models.CharField(_("gravity"), max_length=8, choices=Gravity, default=Gravity.SERIOUS)
    title = models.CharField(_("title"), max_length=200)
    what = models.TextField(_("what happened"), blank=True)
    personal_data = models.BooleanField(_("personal data may be concerned"), default=False)
    about_person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person concerned")
    )
    declared_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared at"))
    discovered_at = models.DateTimeField(_("discovered at"))
    due_at = models.DateTimeField(_("to be reported before"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    lessons = models.TextField(_("lessons"), blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    origin = models.CharField(_("origin"), max_length=60, null=True, unique=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [models.Index(fields=["administration", "-discovered_at"], name="incidents_by_discovery")]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "reference"],
                name="incidents_reference_once",
                violation_error_message=_("Another incident has this reference."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, closed_at=None) | (Q(state=State.CLOSED) & ~Q(lessons="")),
                name="incidents_closed_with_lessons",
                violation_error_message=_("An incident is closed with what was learnt from it."),
            ),
            models.CheckConstraint(
                condition=Q(discovered_at__lte=F("declared_at")),
                name="incidents_discovered_before",
                violation_error_message=_("An incident is discovered before it is declared."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def late(self, now: datetime) -> bool:
        """Whether the clock ran out with nothing sent; `sent` is what the list adds, else it is asked."""
        sent = self.sent if hasattr(self, "sent") else self.sendings.exists()
        return not sent and self.due_at < now


class Measure(models.Model):
    """What was done, when and by whom: the timeline. Never changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    at = models.DateTimeField(_("done at"))
    text = models.TextField(_("what was done"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("noted by"))
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="incidents_measure_says",
                violation_error_message=_("Say what was done."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.at:%Y-%m-%d %H:%M}"


class Piece(models.Model):
    """A file of the incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="pieces")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("added by"))
    at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "file"],
                name="incidents_piece_once",
                violation_error_message=_("This file is attached already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.file_id}"


class Sending(models.Model):
    """A human noted that the form went to the authority. Diwan sends nothing by itself."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="sendings")
    authority = models.CharField(_("authority"), max_length=20)
    sent_at = models.DateTimeField(_("sent at"))
    means = models.CharField(_("by what means"), max_length=200)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("sent by"))
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("sending to the authority")
        verbose_name_plural = _("sendings to the authority")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(means=""),
                name="incidents_sending_says_how",
                violation_error_message=_("Say by what means it was sent."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.authority}"
