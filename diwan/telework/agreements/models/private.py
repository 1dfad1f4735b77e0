"""What is told of one's home and of one's life: as little as is needed, in words, and never where somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from ..enums import Check, Situation
from .agreements import Agreement

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class WorkplaceQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> WorkplaceQuerySet:
        """One's own, and for whoever checks them those of the units their desk serves."""
        reach = organisations.within_any(actor, (rules.DESK, rules.MANAGE), "agreement__unit")
        return self.filter(models.Q(agreement__person=actor.person_id) | reach)


class Workplace(models.Model):
    """What a person declares of the place they will work at (000 §3: a suitable and safe place)."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="workplace")
    place = models.CharField(_("where, in words"), max_length=300)
    room = models.BooleanField(_("a quiet place to work"))
    electricity = models.BooleanField(_("sound electricity"))
    connection = models.BooleanField(_("a connection that suffices"))
    confidentiality = models.BooleanField(_("papers and screen out of others’ sight"))
    safety = models.BooleanField(_("a safe seat, light and way out"))
    note = models.TextField(_("remarks"), blank=True)
    declared_at = models.DateTimeField(_("declared at"))
    check_state = models.CharField(_("check"), max_length=10, choices=Check, default=Check.DECLARED)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    check_note = models.TextField(_("what the desk says"), blank=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("declared workplace")
        verbose_name_plural = _("declared workplaces")

    def __str__(self) -> str:
        return str(self.agreement_id)

    @property
    def is_whole(self) -> bool:
        """Whether everything asked for is there."""
        return all((self.room, self.electricity, self.connection, self.confidentiality, self.safety))


class Confidence(models.Model):
    """A situation of health or family, told in confidence: closed under the key of the instance, kept short.

    Read by the person; by whoever holds the right to evaluate there; by the manager who decides only with the
    person's consent. It stands in no list, export, journal or notification. When its day comes the words go.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(_("about"), max_length=8, choices=Situation)
    closed = models.BinaryField(_("words"), max_length=8000)
    for_manager = models.BooleanField(_("my manager may read it"), default=False)
    told_at = models.DateTimeField(_("told at"))
    kept_until = models.DateField(_("kept until"))

    class Meta:
        verbose_name = _("situation told in confidence")
        verbose_name_plural = _("situations told in confidence")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="confidence_one_of_a_kind",
                violation_error_message=_("You already told this; change it instead."),
            )
        ]
        indexes = [models.Index(fields=["kept_until"], name="confidence_by_end")]

    def __str__(self) -> str:
        return str(self.pk)


class Reading(models.Model):
    """Somebody else read what was told in confidence: the person sees who and when."""

    confidence = models.ForeignKey(Confidence, models.CASCADE, related_name="readings")
    reader = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reading of a situation")
        verbose_name_plural = _("readings of situations")

    def __str__(self) -> str:
        return f"{self.confidence_id} {self.at:%Y-%m-%d}"
