"""What a teleworker asks of an agreement there is, and the appeal against a decision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Answer, Wish
from .agreements import Agreement


class Request(models.Model):
    """A change, a suspension, an end or a renewal that the teleworker asks for."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="requests")
    wish = models.CharField(_("what is asked"), max_length=8, choices=Wish)
    first = models.DateField(_("from"))
    last = models.DateField(_("until"), null=True)
    pattern = models.JSONField(_("days"), null=True)
    words = models.TextField(_("reasons"), blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reasons of the answer"), blank=True)

    class Meta:
        verbose_name = _("request of a teleworker")
        verbose_name_plural = _("requests of teleworkers")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "wish"],
                condition=Q(answer=Answer.OPEN),
                name="agreement_wish_open_once",
                violation_error_message=_("The same thing was already asked and awaits its answer."),
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.REFUSED) | ~Q(reason=""),
                name="wish_refused_with_reasons",
                violation_error_message=_("A refusal gives its reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.wish}"


class Appeal(models.Model):
    """Against a refusal, or telework imposed: heard above whoever decided, within a time set by the rules."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="appeals")
    words = models.TextField(_("grounds of the appeal"))
    made_at = models.DateTimeField(_("made at"))
    answer_by = models.DateField(_("answer due"))
    against = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    below = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("decided at"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reasons of the answer"), blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(answer=Answer.OPEN),
                name="agreement_one_open_appeal",
                violation_error_message=_("An appeal is already being heard."),
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN) | ~Q(reason=""),
                name="appeal_answered_with_reasons",
                violation_error_message=_("An appeal is answered with reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.made_at:%Y-%m-%d}"
