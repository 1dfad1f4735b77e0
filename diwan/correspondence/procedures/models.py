"""What may be asked of an administration, as dated data: a procedure, its versions, the pieces each needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Named
from diwan.kit.arabic import normalise
from diwan.kit.constraints import one_at_a_time

from .enums import ClockStart, DayUnit, Identity, Silence

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

MANAGE = "procedures.manage"  # the right of those who keep an administration's procedures


class ProcedureQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ProcedureQuerySet:
        """The procedures of the administrations over the whole of which this actor holds the right to manage them."""
        within = organisations.within(actor, MANAGE, "administration__unit")
        return self.filter(within, administration__isnull=False, administration__unit__parent__isnull=True)


class Procedure(models.Model):
    """A service one may ask for. Without an administration, it stands at every registry office of the country."""

    country = models.CharField(_("country"), max_length=2)
    administration = models.ForeignKey(
        "organisations.Administration",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("administration"),
    )
    code = models.SlugField(_("code"), max_length=60)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                condition=Q(administration__isnull=False),
                name="procedure_code_once",
                violation_error_message=_("Another procedure of this administration has this code."),
            ),
            models.UniqueConstraint(
                fields=["country", "code"],
                condition=Q(administration__isnull=True),
                name="procedure_common_code_once",
                violation_error_message=_("Another procedure of this country has this code."),
            ),
        ]
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")

    def __str__(self) -> str:
        return self.code


class ProcedureVersionQuerySet(models.QuerySet):
    def at(self, day: date) -> ProcedureVersionQuerySet:
        """The versions in force on that day: at most one per procedure."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def matching(self, text: str) -> ProcedureVersionQuerySet:
        """Those whose names, guidance or code hold every word, however its hamza or accents were typed."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found


class ProcedureVersion(Named):
    """What a procedure asks and promises from a day on (included) to another (excluded).

    `days` is the legal time limit, null when no text sets one. `legal_key` names the country's rule that caps it
    (`request`, `investment`: law 55-19), blank when there is none. Texts are JSON by language: {"ar", "fr", "en"}.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", verbose_name=_("procedure"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    guidance = models.JSONField(_("guidance"), default=dict, blank=True)
    identity = models.CharField(_("identity number"), max_length=10, choices=Identity, default=Identity.OPTIONAL)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("competent unit")
    )
    legal_key = models.CharField(_("legal rule"), max_length=20, blank=True)
    days = models.PositiveSmallIntegerField(_("time limit in days"), null=True, blank=True)
    day_unit = models.CharField(_("kind of days"), max_length=10, choices=DayUnit, default=DayUnit.CALENDAR)
    clock_start = models.CharField(
        _("the time runs from"), max_length=14, choices=ClockStart, default=ClockStart.REGISTRATION
    )
    extensions = models.PositiveSmallIntegerField(_("extensions"), default=0)
    extension_days = models.PositiveSmallIntegerField(_("days of an extension"), default=0)
    completions = models.PositiveSmallIntegerField(_("requests for missing pieces"), default=1)
    completion_days = models.PositiveSmallIntegerField(_("days to send missing pieces"), default=30)
    silence = models.CharField(_("silence means"), max_length=10, choices=Silence, default=Silence.NOTHING)
    recourse_days = models.PositiveSmallIntegerField(_("days of recourse"), null=True, blank=True)
    recourse = models.JSONField(_("recourse"), default=dict, blank=True)
    source = models.JSONField(_("legal basis"), default=dict, blank=True)
    confirmed = models.BooleanField(_("read in the official text"), default=False)
    search_text = models.TextField(editable=False)

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_at_a_time(
                "procedure_version_one_at_a_time",
                "procedure",
                "daterange",
                _("A procedure has one version at a time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="procedure_version_ends_after_start",
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gt=0),
                name="procedure_days_positive",
                violation_error_message=_("A time limit has at least one day."),
            ),
            models.CheckConstraint(
                condition=Q(silence=Silence.NOTHING) | Q(days__isnull=False),
                name="procedure_silence_needs_days",
                violation_error_message=_("Silence means something only once a time limit has passed."),
            ),
        ]
        indexes = [models.Index(fields=["procedure", "starts_on"], name="procedure_version_of")]
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")


class NeededPiece(Named):
    """A document the depositor joins."""

    version = models.ForeignKey(
        ProcedureVersion, models.PROTECT, related_name="needed_pieces", verbose_name=_("version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    required = models.BooleanField(_("required"), default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="needed_piece_position_once",
                violation_error_message=_("Two pieces cannot have the same place."),
            )
        ]
        verbose_name = _("needed piece")
        verbose_name_plural = _("needed pieces")
