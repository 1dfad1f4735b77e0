"""What was corrected in the registration of a deposit. The old content stays: its digest stands in the journal."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import CorrectionKind
from .deposits import Deposit


class Correction(models.Model):
    """One rectification, or the annulment, of a registration. `content` is the sealed content that stood before."""

    deposit = models.ForeignKey(
        Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="corrections"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CorrectionKind)
    number = models.PositiveSmallIntegerField(_("number"))  # the receipt that says it is of version number + 1
    changes = models.JSONField(_("changes"), default=list)  # [{"field", "old", "new"}], as people read them
    content = models.TextField(_("sealed content before"), editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["deposit", "number"],
                name="correction_number_once",
                violation_error_message=_("This correction exists."),
            ),
            models.UniqueConstraint(
                fields=["deposit"],
                condition=models.Q(kind=CorrectionKind.ANNULMENT),
                name="correction_one_annulment",
                violation_error_message=_("This registration is annulled already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="correction_has_reason",
                violation_error_message=_("A correction has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind} {self.number}"
