"""A letter that arrived from another registry, before it is one of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters.api import CONFIDENTIAL, REGISTER, Level

from ..enums import ArrivalState, Why

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor

ARRIVED = "delivery.arrival"  # why the files of arrivals are kept


class ArrivalQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ArrivalQuerySet:
        """What arrived at the registry offices whose mail this actor keeps; what is confidential, for those only who
        may open the confidential mail of that office."""
        keeps = organisations.within(actor, REGISTER, "office__unit")
        opens = organisations.within(actor, CONFIDENTIAL, "office__unit")
        return self.filter(keeps).filter(~Q(level=Level.CONFIDENTIAL) | opens if opens else Q())

    def locked(self) -> ArrivalQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Arrival(models.Model):
    """A letter as it came: what its sender says of it (`envelope`) and its files, for a registry office to accept.

    `message_id` was given by the sender and is here once, whatever is repeated on the way. What came by a channel of
    this instance has its `sender`; what came from elsewhere has the code of a peer in `sender_code`.
    """

    message_id = models.UUIDField(_("identifier of the message"), unique=True)
    channel = models.CharField(_("channel"), max_length=20)
    office = models.ForeignKey(
        "organisations.RegistryOffice", models.PROTECT, related_name="+", verbose_name=_("registry office")
    )
    sender = models.ForeignKey("organisations.Administration", models.PROTECT, null=True, related_name="+")
    sender_code = models.CharField(_("code of the sender"), max_length=80)
    sender_name = models.CharField(_("sender"), max_length=200)
    reference = models.CharField(_("reference of the sender"), max_length=80)
    subject = models.CharField(_("subject"), max_length=300)
    level = models.CharField(_("who may read it"), max_length=12, default="ordinary")
    priority = models.CharField(_("priority"), max_length=12, default="normal")
    envelope = models.TextField(_("what travelled"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ArrivalState, default=ArrivalState.WAITING)
    arrived_at = models.DateTimeField(_("arrived at"))
    decide_by = models.DateField(_("to be decided by"))
    reminded_on = models.DateField(_("reminded on"), null=True)
    expired_at = models.DateTimeField(_("not decided in time, noted at"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason_code = models.CharField(_("reason"), max_length=20, choices=Why, blank=True)
    reason = models.TextField(_("reason in words"), blank=True)
    letter = models.OneToOneField(
        "letters.Letter", models.PROTECT, null=True, related_name="arrival", verbose_name=_("letter")
    )
    data = models.JSONField(default=dict)  # of the channel it came by

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ArrivalState.values),
                name="arrival_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="arrival_decided_dated",
                violation_error_message=_("A decided arrival has the date of its decision, and only a decided one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["registered", "returned"], letter__isnull=False)
                | Q(state__in=["waiting", "refused", "withdrawn"], letter=None),
                name="arrival_registered_has_letter",
                violation_error_message=_("An accepted arrival is a registered letter, and only an accepted one."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "returned"]) | ~Q(reason_code=""),
                name="arrival_refusal_has_reason",
                violation_error_message=_("What is refused or returned says why."),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-arrived_at", "-id"], name="arrival_queue"),
            models.Index(fields=["decide_by"], condition=Q(state="waiting"), name="arrival_to_decide"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.sender_name}"

    @property
    def said(self) -> dict[str, Any]:
        """The envelope, read."""
        return json.loads(self.envelope)

    @property
    def is_waiting(self) -> bool:
        return self.state == ArrivalState.WAITING


class ArrivalPiece(models.Model):
    """A file that came with a letter."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="pieces", verbose_name=_("arrival"))
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("file"))
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("label"), max_length=120, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "position"],
                name="arrival_piece_position_once",
                violation_error_message=_("Two pieces cannot have the same place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.arrival_id}/{self.position}"
