"""What the signatures of a file that came in were worth, when it came in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..validation.verdicts import Report, Verdict


class FileVerdict(models.Model):
    """The report on one file, kept beside it: its signatures are judged once, at the moment it arrived.

    It goes with its file: it must not keep the sweeper from a file that nobody claims.
    """

    file = models.OneToOneField("files.StoredFile", models.CASCADE, related_name="+", verbose_name=_("file"))
    verdict = models.CharField(_("verdict"), max_length=14, choices=[(one.value, one.value) for one in Verdict])
    report = models.JSONField(_("report"))
    judged_at = models.DateTimeField(_("judged at"))

    class Meta:
        verbose_name = _("verdict on a file")
        verbose_name_plural = _("verdicts on files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=[one.value for one in Verdict]),
                name="verdict_is_of_the_norm",
                violation_error_message=_("A verdict is one of those of ETSI EN 319 102-1."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.verdict}"

    @property
    def said(self) -> Report:
        return Report.from_json(self.report)
