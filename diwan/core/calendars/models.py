"""What authorities announce after the profile files were written: a sighted month, a day off, a day worked."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import Kind
from .profile import Names


class Announcement(models.Model):
    """One announcement, with its source. Withdrawn, never deleted: what was true when a day was counted stays known."""

    country = models.CharField(_("country"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    day = models.DateField(_("day"))
    hijri_year = models.PositiveSmallIntegerField(_("Hijri year"), null=True, blank=True)
    hijri_month = models.PositiveSmallIntegerField(_("Hijri month"), null=True, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zgh = models.CharField(_("name in Amazigh"), max_length=120, blank=True, default="")
    source = models.CharField(_("source"), max_length=300)
    announced_at = models.DateTimeField(_("announced at"))
    # Null reads: by the system itself, from the demo data for instance.
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("announced by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(
                name="announcement_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("This kind of announcement is not known."),
            ),
            models.CheckConstraint(
                name="announcement_month_whole",
                condition=Q(kind=Kind.MONTH, hijri_year__isnull=False, hijri_month__range=(1, 12))
                | (~Q(kind=Kind.MONTH) & Q(hijri_year__isnull=True, hijri_month__isnull=True)),
                violation_error_message=_(
                    "A Hijri month goes with the announcement of its first day, and only with it."
                ),
            ),
            models.CheckConstraint(
                name="announcement_named",
                condition=~Q(name_ar="") & ~Q(name_fr="") & ~Q(name_en=""),
                violation_error_message=_("An announcement has a name in Arabic, French and English."),
            ),
            models.CheckConstraint(
                name="announcement_sourced",
                condition=~Q(source=""),
                violation_error_message=_("An announcement says where it was made."),
            ),
            models.CheckConstraint(
                name="announcement_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__gte=models.F("announced_at")) & ~Q(withdrawal_reason="")),
                violation_error_message=_("A withdrawal has its moment, after the announcement, and its reason."),
            ),
            models.UniqueConstraint(
                name="announcement_day_once",
                fields=["country", "day"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(kind=Kind.MONTH),
                violation_error_message=_("This day was already announced. Withdraw that announcement first."),
            ),
            models.UniqueConstraint(
                name="announcement_month_once",
                fields=["country", "hijri_year", "hijri_month"],
                condition=Q(withdrawn_at__isnull=True, kind=Kind.MONTH),
                violation_error_message=_("This month was already announced. Withdraw that announcement first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.kind} {self.day}"

    @property
    def names(self) -> Names:
        return Names(self.name_ar, self.name_fr, self.name_en, self.name_zgh)
