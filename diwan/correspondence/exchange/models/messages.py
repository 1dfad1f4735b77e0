"""What is kept of messages between instances; the letters, their evidence and their queue are delivery's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Reason, Stage
from .peers import Instance

ENDED = [Stage.ACCEPTED, Stage.REFUSED]


class OutgoingMessage(models.Model):
    """Where a sending goes, settled before the first call: a second try must not go to somebody else.

    `manifest` and `seal` are what every try announces. `asked_at` is when we last compared evidence with the other end,
    `balanced_at` since when both are known to hold the same: None while some may be missing at either.
    """

    message_id = models.UUIDField(_("message"), unique=True)
    instance = models.ForeignKey(Instance, models.PROTECT, related_name="+", verbose_name=_("instance"))
    sender = models.CharField(_("sender"), max_length=80)
    receiver = models.CharField(_("addressee"), max_length=80)
    manifest = models.TextField(_("manifest"), editable=False)
    seal = models.BinaryField(_("seal"), editable=False)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.OPEN)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("taken over or refused at"), null=True)
    asked_at = models.DateTimeField(_("last asked for news"), null=True)
    balanced_at = models.DateTimeField(_("both ends hold the same evidence since"), null=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.OPEN, ended_at=None) | Q(stage__in=ENDED, ended_at__isnull=False),
                name="outgoing_ended_dated",
                violation_error_message=_("A message that was taken over or refused says when."),
            )
        ]
        indexes = [
            models.Index(fields=["instance", "stage", "made_at"], name="outgoing_of_instance"),
            models.Index(fields=["instance", "asked_at"], condition=Q(balanced_at=None), name="outgoing_unbalanced"),
        ]

    def __str__(self) -> str:
        return str(self.message_id)


class IncomingMessage(models.Model):
    """A letter that another instance announced: `manifest` and `seal` as they came.

    The same announcement again changes nothing; another one under the same number is refused. `proof` is what we sealed
    when we refused it: a refused message has no arrival to carry its evidence.
    """

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="+", verbose_name=_("instance"))
    message_id = models.UUIDField(_("message"))
    sender = models.CharField(_("sender"), max_length=80)
    receiver = models.CharField(_("addressee"), max_length=80)
    office = models.ForeignKey("organisations.RegistryOffice", models.PROTECT, null=True, related_name="+")
    manifest = models.TextField(_("manifest"), editable=False)
    seal = models.BinaryField(_("seal"), editable=False)
    digest = models.CharField(_("SHA-256 of the manifest"), max_length=64)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.OPEN)
    evidence = models.JSONField(_("evidence of the sender"), default=list, editable=False)
    arrival = models.OneToOneField("delivery.Arrival", models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(_("why refused"), max_length=20, choices=Reason, blank=True)
    proof = models.JSONField(_("evidence of the refusal"), null=True, editable=False)
    opened_at = models.DateTimeField(_("announced at"))
    ended_at = models.DateTimeField(_("taken over or refused at"), null=True)

    class Meta:
        verbose_name = _("incoming message")
        verbose_name_plural = _("incoming messages")
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "message_id"],
                name="incoming_once",
                violation_error_message=_("This message was announced already."),
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.OPEN, ended_at=None) | Q(stage__in=ENDED, ended_at__isnull=False),
                name="incoming_ended_dated",
                violation_error_message=_("A message that was taken over or refused says when."),
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.REFUSED, proof__isnull=False) & ~Q(refusal="")
                | ~Q(stage=Stage.REFUSED) & Q(refusal="", proof=None),
                name="incoming_refused_with_reason",
                violation_error_message=_("A message is refused with a reason, and with evidence of it."),
            ),
        ]
        indexes = [models.Index(fields=["instance", "stage", "opened_at"], name="incoming_of_instance")]

    def __str__(self) -> str:
        return str(self.message_id)


class IncomingFile(models.Model):
    """A file that a manifest announces; `file` once it is here, whole, checked and scanned."""

    message = models.ForeignKey(IncomingMessage, models.PROTECT, related_name="files", verbose_name=_("message"))
    position = models.PositiveSmallIntegerField(_("position"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    name = models.CharField(_("name"), max_length=255)
    upload = models.CharField(_("upload under way"), max_length=43, blank=True, editable=False)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("file"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("announced file")
        verbose_name_plural = _("announced files")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"],
                name="incoming_file_position_once",
                violation_error_message=_("Two files cannot have the same place."),
            ),
        ]
        indexes = [models.Index(fields=["sha256"], condition=Q(file__isnull=False), name="incoming_file_here")]

    def __str__(self) -> str:
        return self.name


class News(models.Model):
    """Evidence of what became of a letter here, on its way back to the instance it came from."""

    message = models.ForeignKey(IncomingMessage, models.PROTECT, related_name="news", verbose_name=_("message"))
    evidence = models.OneToOneField("delivery.Evidence", models.PROTECT, related_name="+", verbose_name=_("evidence"))
    kept_at = models.DateTimeField(_("since"))
    pushed_at = models.DateTimeField(_("the other side has it since"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("news")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["message"], condition=Q(pushed_at=None), name="news_to_push")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.evidence_id}"
