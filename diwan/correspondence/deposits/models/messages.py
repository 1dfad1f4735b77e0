"""What the office and the depositor write to each other about a deposit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import MessageKind
from .deposits import Deposit

ATTACHMENT = "deposits.attachment"  # why the files of messages are kept
FROM_OFFICE = (MessageKind.REQUEST, MessageKind.REPLY)


class Message(models.Model):
    """A message, a request for missing pieces, these pieces, or the answer. `read_at`: when the other side read it."""

    deposit = models.ForeignKey(Deposit, verbose_name=_("deposit"), on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind)
    from_office = models.BooleanField(_("from the office"))
    author = models.ForeignKey(
        "accounts.User", verbose_name=_("author"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    unit = models.ForeignKey(
        "organisations.Unit", verbose_name=_("unit"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"))
    missing = models.JSONField(_("missing pieces"), default=list, blank=True)  # their names, as asked for
    due_on = models.DateField(_("to be sent by"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["deposit"], condition=Q(from_office=False, read_at=None), name="message_unread_by_office"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=FROM_OFFICE) | Q(from_office=True),
                name="message_kind_of_the_office",
                violation_error_message=_("Only the office asks for pieces or answers."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.COMPLETION) | Q(from_office=False),
                name="message_kind_of_the_depositor",
                violation_error_message=_("Only the depositor sends missing pieces."),
            ),
            models.UniqueConstraint(
                fields=["deposit"],
                condition=Q(kind=MessageKind.REPLY),
                name="message_one_answer",
                violation_error_message=_("This letter was already answered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deposit_id} {self.kind}"


class MessageFile(models.Model):
    """A file joined to a message."""

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"],
                name="message_file_position_once",
                violation_error_message=_("Two pieces cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.position}"
