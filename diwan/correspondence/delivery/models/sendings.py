"""A letter on its way to one party by one channel."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Basis
from diwan.correspondence.letters import api as letters

from ..enums import LIVE, MISSED, TRANSITIONS, UNDER_WAY, WITHDRAWAL, State, Why

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class SendingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SendingQuerySet:
        """The sendings of letters this actor may read."""
        return self.filter(letter__in=letters.Letter.objects.visible_to(actor))

    def live(self) -> SendingQuerySet:
        return self.filter(state__in=LIVE)

    def locked(self) -> SendingQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Sending(models.Model):
    """A numbered letter on its way to one party by one channel.

    `message_id` is who it is for the receiver, for ever: what comes twice under it is one letter. `envelope` is what
    travels, as canonical JSON: evidence bears its SHA-256. `data` belongs to the channel.
    """

    message_id = models.UUIDField(_("identifier of the message"), unique=True)
    letter = models.ForeignKey("letters.Letter", models.PROTECT, related_name="sendings", verbose_name=_("letter"))
    party = models.ForeignKey("letters.Party", models.PROTECT, related_name="sendings", verbose_name=_("addressee"))
    channel = models.CharField(_("channel"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    envelope = models.TextField(_("what travels"), editable=False)
    asked_at = models.DateTimeField(_("sent at"))
    asked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    post = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("sent from the post")
    )
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    round = models.PositiveSmallIntegerField(_("series of tries"), default=1)
    next_attempt_at = models.DateTimeField(_("next try"), null=True)
    last_code = models.CharField(_("what went wrong last"), max_length=20, choices=Why, blank=True)
    last_error = models.TextField(_("what the other end said last"), blank=True)
    moved_at = models.DateTimeField(_("in this state since"))
    reason_code = models.CharField(_("reason"), max_length=20, choices=Why, blank=True)
    reason = models.TextField(_("reason in words"), blank=True)
    their_reference = models.CharField(_("registered there as"), max_length=80, blank=True)
    resends = models.ForeignKey("self", models.PROTECT, null=True, related_name="resent", verbose_name=_("sent again"))
    data = models.JSONField(default=dict)

    objects = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "party"],
                condition=Q(state__in=LIVE),
                name="sending_one_live",
                violation_error_message=_("This letter is already on its way to this addressee, or has reached them."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="sending_state_known",
                violation_error_message=_("This state does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING) | Q(next_attempt_at=None),
                name="sending_next_try_while_waiting",
                violation_error_message=_("Only what waits is tried again."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "returned", "failed"]) | ~Q(reason_code=""),
                name="sending_miss_has_reason",
                violation_error_message=_("What was refused, returned or failed says why."),
            ),
            models.CheckConstraint(
                condition=~Q(resends=F("pk")),
                name="sending_resends_another",
                violation_error_message=_("A sending does not repeat itself."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-moved_at", "-id"], name="sending_queue"),
            models.Index(fields=["next_attempt_at"], condition=Q(state=State.WAITING), name="sending_due"),
            models.Index(fields=["letter", "asked_at"], name="sending_of_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.channel} {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_missed(self) -> bool:
        return self.state in MISSED

    @property
    def is_asked_back(self) -> bool:
        """Whether the other end was asked to give it back (1 query)."""
        return self.evidence.filter(ours=True, occasion=WITHDRAWAL).exists()  # type: ignore[attr-defined]

    def may_become(self, state: str) -> bool:
        return state in TRANSITIONS[self.state]

    @property
    def said(self) -> dict[str, Any]:
        """The envelope, read."""
        return json.loads(self.envelope)
