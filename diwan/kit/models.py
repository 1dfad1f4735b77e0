"""The one table of the kit: write requests already answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnsweredRequest(models.Model):
    """A write request and its answer, kept so that the same request sent twice acts once.

    `digest` is the SHA-256 of what was sent; `answer` is null only inside the transaction that is still at work.
    """

    scope = models.CharField(_("scope"), max_length=120)
    key = models.UUIDField(_("key"))
    digest = models.BinaryField(_("digest"), max_length=32)
    answer = models.JSONField(_("answer"), null=True)
    created_at = models.DateTimeField(_("created at"), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key"],
                name="answered_request_once",
                violation_error_message=_("This form was already sent."),
            )
        ]
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
