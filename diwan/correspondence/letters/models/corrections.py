"""What stood in the register before it was corrected, and why it was."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import CorrectionKind
from .letters import Letter


class Correction(models.Model):
    """`changes` says each field before and after; `content` is the sealed content that this correction replaced."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="corrections", verbose_name=_("letter"))
    kind = models.CharField(_("kind"), max_length=10, choices=CorrectionKind)
    number = models.PositiveSmallIntegerField(_("number"))
    changes = models.JSONField(_("changes"), default=list)
    content = models.TextField(_("sealed content"), editable=False)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "number"],
                name="letter_correction_once",
                violation_error_message=_("Somebody corrected this letter at the same time."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="letter_correction_has_reason",
                violation_error_message=_("A register is corrected with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}/{self.number}"
