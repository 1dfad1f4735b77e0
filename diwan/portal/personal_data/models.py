"""Requests to put right what is held about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.accounts.api import ADMINISTER
from diwan.core.organisations import api as organisations

from .enums import State

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class RectificationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> RectificationQuerySet:
        """One's own, and those of the administrations whose accounts one keeps."""
        return self.filter(Q(person=actor.person_id) | organisations.within(actor, ADMINISTER, "unit"))


class Rectification(models.Model):
    """What a person says is wrong in what is held about them, and the reasoned answer (law 09-08, art. 8)."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    source = models.CharField(_("where it is held"), max_length=160, blank=True)
    row = models.CharField(_("which line"), max_length=60, blank=True)
    wrong = models.TextField(_("what is wrong"), max_length=2000)
    right = models.TextField(_("what it should be"), max_length=2000)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )

    objects = RectificationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("request for rectification")
        verbose_name_plural = _("requests for rectification")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.ASKED) | ~Q(answer=""),
                name="rectification_answered_with_reasons",
                violation_error_message=_("Every answer gives its reasons."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
