"""Why a job failed. The jobs themselves are Procrastinate's rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Failure(models.Model):
    """One failed try of a job.

    No foreign key: jobs are deleted in bulk by Procrastinate's own SQL; `tasks.forget_old_jobs` takes these away with
    them. `try_number` counts from 1.
    """

    job_id = models.BigIntegerField(_("job"))
    try_number = models.PositiveIntegerField(_("try"))
    at = models.DateTimeField(_("failed at"))
    error = models.TextField(_("error"))

    class Meta:
        indexes = [models.Index(fields=["job_id", "-at"], name="failure_job_at")]
        verbose_name = _("failure of a job")
        verbose_name_plural = _("failures of jobs")

    def __str__(self) -> str:
        return f"{self.job_id} #{self.try_number}"
