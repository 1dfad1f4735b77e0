"""What happened to a letter on its way: one sealed row for each event, at the end where it is held."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import Event, Why
from .arrivals import Arrival
from .sendings import Sending


class Evidence(models.Model):
    """One event, told by the administration where it happened and sealed by it (`document`, `seal`).

    Each end holds all that concerns it: what it saw itself (`ours`), and what the other end sealed and sent. `occasion`
    tells apart what may happen several times (openings, reminders); an event is there once for each.
    """

    sending = models.ForeignKey(Sending, models.PROTECT, null=True, related_name="evidence", verbose_name=_("sending"))
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, related_name="evidence", verbose_name=_("arrival"))
    uid = models.UUIDField(_("identifier"))
    event = models.CharField(_("event"), max_length=40, choices=Event)
    occasion = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("at"))
    reason_code = models.CharField(_("reason"), max_length=20, choices=Why, blank=True)
    reason = models.TextField(_("reason in words"), blank=True)
    issuer = models.CharField(_("issued by"), max_length=80)
    ours = models.BooleanField(_("seen here"), default=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    content_digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    document = models.TextField(_("what is sealed"), editable=False)
    seal = models.BinaryField(_("seal"), editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(sending__isnull=False, arrival=None) | Q(sending=None, arrival__isnull=False),
                name="evidence_of_one_end",
                violation_error_message=_("Evidence belongs to a sending or to an arrival."),
            ),
            models.UniqueConstraint(
                fields=["sending", "event", "occasion"],
                condition=Q(arrival=None),
                name="evidence_sending_once",
                violation_error_message=_("This event is already noted."),
            ),
            models.UniqueConstraint(
                fields=["arrival", "event", "occasion"],
                condition=Q(sending=None),
                name="evidence_arrival_once",
                violation_error_message=_("This event is already noted."),
            ),
            models.CheckConstraint(
                condition=Q(event__in=Event.values),
                name="evidence_event_known",
                violation_error_message=_("This event does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d}"

    @property
    def said(self) -> dict[str, Any]:
        """The document, read."""
        return json.loads(self.document)
