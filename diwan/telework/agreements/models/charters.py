"""The charter (ميثاق العمل عن بعد): its versions in each administration, and who signed which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement


class Practice(models.Model):
    """How an administration goes about it: what is signed as a numbered act, what is confirmed on the page."""

    administration = models.OneToOneField("organisations.Administration", models.PROTECT, related_name="+")
    sign_decisions = models.BooleanField(_("decisions are signed acts"), default=True)
    sign_charters = models.BooleanField(_("charters are signed acts"), default=True)
    check_workplaces = models.BooleanField(_("the desk checks declared workplaces"), default=True)

    class Meta:
        verbose_name = _("practice of an administration")
        verbose_name_plural = _("practices of administrations")

    def __str__(self) -> str:
        return str(self.administration_id)


class CharterVersion(models.Model):
    """What both sides sign. A version that was signed is never changed: a new one is written.

    Annexes stand in one text: a line that begins with `# ` is the title of the next.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    body_ar = models.TextField(_("text in Arabic"))
    body_fr = models.TextField(_("text in French"), blank=True)
    annexes_ar = models.TextField(_("annexes in Arabic"), blank=True)
    annexes_fr = models.TextField(_("annexes in French"), blank=True)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("what changes"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("version of the charter")
        verbose_name_plural = _("versions of the charter")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "number"],
                name="charter_version_once",
                violation_error_message=_("Somebody else wrote this version meanwhile."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id} {self.number}"


class CharterSigning(models.Model):
    """A charter for one agreement: the version, and when each side signed. As an act, its key in `act`."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="signing")
    version = models.ForeignKey(CharterVersion, models.PROTECT, related_name="+")
    act = models.PositiveBigIntegerField(_("act"), null=True)
    person_at = models.DateTimeField(_("signed by the person"), null=True)
    manager_at = models.DateTimeField(_("signed for the administration"), null=True)
    manager = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("signing of the charter")
        verbose_name_plural = _("signings of the charter")
        constraints = [
            models.CheckConstraint(
                condition=Q(manager_at=None) | Q(person_at__isnull=False),
                name="charter_person_signs_first",
                violation_error_message=_("The person signs the charter before the administration does."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.version_id}"
