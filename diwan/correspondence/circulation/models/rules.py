"""Rules that propose a unit, each with its reason in plain words."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import Verb


class RoutingRule(models.Model):
    """A letter that meets all the conditions named goes to `unit`. Rules are read in their order; the first one wins.

    A rule proposes; it gives a letter by itself only where `by_itself` says so. It is tried on past letters before it
    is put to work (`tried_*`), and a change asks for a new trial.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=120)
    sender = models.CharField(_("the sender's name holds"), max_length=200, blank=True)
    words = models.CharField(_("the subject or the text holds these words"), max_length=200, blank=True)
    procedure = models.ForeignKey(
        "procedures.Procedure",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the procedure is"),
    )
    plan_class = models.ForeignKey(
        "letters.PlanClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the class of the plan is"),
    )
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("goes to"))
    verb = models.CharField(_("to do"), max_length=10, choices=Verb, default=Verb.HANDLE)
    by_itself = models.BooleanField(_("give the letter at once, without asking anybody"), default=False)
    enabled = models.BooleanField(_("at work"), default=False)
    tried_at = models.DateTimeField(_("tried at"), null=True)
    tried_on = models.PositiveIntegerField(_("letters it was tried on"), default=0)
    tried_met = models.PositiveIntegerField(_("letters that met it"), default=0)
    tried_right = models.PositiveIntegerField(_("of which it was right"), default=0)

    class Meta:
        ordering = ["administration", "position", "pk"]
        verbose_name = _("rule of dispatch")
        verbose_name_plural = _("rules of dispatch")
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender="", words="", procedure=None, plan_class=None),
                name="rule_has_a_condition",
                violation_error_message=_("A rule has at least one condition."),
            ),
            models.CheckConstraint(
                condition=Q(enabled=False) | Q(tried_at__isnull=False),
                name="rule_tried_before_work",
                violation_error_message=_("Try the rule on past letters before putting it to work."),
            ),
            models.CheckConstraint(
                condition=Q(tried_right__lte=F("tried_met"), tried_met__lte=F("tried_on")),
                name="rule_trial_adds_up",
                violation_error_message=_("A rule is not right more often than it is met."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
