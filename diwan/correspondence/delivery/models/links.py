"""A page that shows a letter to whoever holds its address, and the code where one was asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .sendings import Sending


class SecuredLink(models.Model):
    """The address sent by e-mail, known here by its digest only. `code_digest` where a code travels another way."""

    sending = models.OneToOneField(Sending, models.PROTECT, related_name="link", verbose_name=_("sending"))
    token_digest = models.CharField(_("digest of the address"), max_length=64, unique=True, editable=False)
    code_digest = models.CharField(_("digest of the code"), max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("can be opened until"))
    opened_at = models.DateTimeField(_("first opened"), null=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)

    class Meta:
        verbose_name = _("secured link")
        verbose_name_plural = _("secured links")
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_codes__lte=20),
                name="link_wrong_codes_limited",
                violation_error_message=_("Too many wrong codes were tried."),
            )
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(opened_at=None), name="link_to_expire")]

    def __str__(self) -> str:
        return f"link {self.sending_id}"
