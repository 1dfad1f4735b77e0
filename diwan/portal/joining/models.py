"""What joining has to remember: which deposit was a trial, and who has seen the tour."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Trial(models.Model):
    """A letter handed in to see that everything works. Its number is true; annulled, the register says what it was."""

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    deposit = models.OneToOneField("deposits.Deposit", models.PROTECT, related_name="+", verbose_name=_("deposit"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    at = models.DateTimeField(_("at"))
    annulled_at = models.DateTimeField(_("annulled at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administration"],
                condition=models.Q(annulled_at=None),
                name="trial_one_at_a_time",
                violation_error_message=_("A trial deposit is under way already."),
            )
        ]
        verbose_name = _("trial deposit")
        verbose_name_plural = _("trial deposits")

    def __str__(self) -> str:
        return f"{self.administration_id}: {self.deposit_id}"


class TourSeen(models.Model):
    """A person went through a tour, or left it: it is not offered to them again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    tour = models.CharField(_("tour"), max_length=40)
    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tour"],
                name="tour_seen_once",
                violation_error_message=_("This tour was seen already."),
            )
        ]
        verbose_name = _("tour seen")
        verbose_name_plural = _("tours seen")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.tour}"
