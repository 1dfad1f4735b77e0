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


class Upload(models.Model):
    """A file that comes in piece by piece (tus), and what became of it.

    `received` bytes are on disk for sure, in the partial file named after the token. Whoever knows the token may go on.
    `client` (a browser or a person) and `network` are keyed digests: they count, and name nobody.
    """

    token = models.CharField(_("token"), max_length=43, unique=True)
    name = models.CharField(_("name"), max_length=255)
    length = models.BigIntegerField(_("declared length in bytes"))
    received = models.BigIntegerField(_("bytes received"), default=0)
    client = models.CharField(_("browser or person"), max_length=64)
    network = models.CharField(_("network"), max_length=64)
    started_at = models.DateTimeField(_("started at"))
    moved_at = models.DateTimeField(_("last bytes at"))
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    # It only tells where the file went, and must not keep the sweeper from a file that nobody claims.
    file = models.ForeignKey(StoredFile, models.CASCADE, null=True, related_name="+", verbose_name=_("file"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(length__gt=0, received__gte=0, received__lte=models.F("length")),
                name="upload_within_its_length",
                violation_error_message=_("More was sent than was announced."),
            )
        ]
        indexes = [
            models.Index(fields=["client"], name="upload_client"),
            models.Index(fields=["network"], name="upload_network"),
        ]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

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
