"""Files that came in, and who keeps them. The bytes are elsewhere, under their SHA-256."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import Scan


class StoredFile(models.Model):
    """One file as it was handed in: the same content twice is two rows and one set of bytes.

    `media_type` is what the content is, not what the sender said; `name` is cleaned and safe to show.
    """

    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.BigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=100)
    name = models.CharField(_("name"), max_length=255)
    scan = models.CharField(_("virus scan"), max_length=8, choices=Scan.choices)
    stored_at = models.DateTimeField(_("stored at"), db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="file_sha256_is_hexadecimal",
                violation_error_message=_("The fingerprint of the file is malformed."),
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="file_not_empty",
                violation_error_message=_("The file is empty."),
            ),
        ]
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """Somebody keeps a file: for what (`purpose`, "deposits.piece") and of which thing (`subject`, "12").

    A file that nobody claims is swept after a day.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="claims", verbose_name=_("file"))
    purpose = models.CharField(_("purpose"), max_length=60)
    subject = models.CharField(_("subject"), max_length=60, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "purpose", "subject"],
                name="file_claimed_once",
                violation_error_message=_("This file is already attached."),
            )
        ]
        indexes = [models.Index(fields=["purpose", "subject"], name="claim_purpose_subject")]
        verbose_name = _("claim of a file")
        verbose_name_plural = _("claims of files")

    def __str__(self) -> str:
        return f"{self.purpose}:{self.subject}"
