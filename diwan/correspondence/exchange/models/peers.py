"""Other instances of Diwan, and the bodies that receive letters there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Named
from diwan.kit.arabic import normalise

from ..enums import Fault, PeerState

if TYPE_CHECKING:
    from datetime import date


class Instance(models.Model):
    """Another instance. What it signs is believed once somebody compared the fingerprint of its root by telephone.

    `realm` is the name its bodies are addressed under (`courrier.gov.example`): it speaks for no other. `retry_at` is
    set while calls fail too often: until then nobody tries.
    """

    name = models.CharField(_("name"), max_length=120)
    base_url = models.CharField(_("address"), max_length=200)
    realm = models.CharField(_("name of its bodies"), max_length=45, blank=True)
    root = models.TextField(_("root certificate"), blank=True, editable=False)
    fingerprint = models.CharField(_("fingerprint of its root"), max_length=64, blank=True)
    authority = models.TextField(_("authority of its web certificate"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PeerState, default=PeerState.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    trusted_at = models.DateTimeField(_("trusted since"), null=True)
    trusted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("trusted by")
    )
    suspension = models.CharField(_("why suspended"), max_length=300, blank=True)
    seen_at = models.DateTimeField(_("last answered"), null=True)
    directory_version = models.BigIntegerField(_("version of its directory"), default=0)
    directory_etag = models.CharField(max_length=80, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("directory read"), null=True)
    failures = models.PositiveIntegerField(_("calls failed in a row"), default=0)
    retry_at = models.DateTimeField(_("left alone until"), null=True)
    last_fault = models.CharField(_("why the last call failed"), max_length=20, choices=Fault, blank=True)
    last_error = models.CharField(_("what the network said"), max_length=300, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        constraints = [
            models.UniqueConstraint(
                fields=["base_url"],
                name="instance_address_once",
                violation_error_message=_("An instance with this address is already listed."),
            ),
            models.UniqueConstraint(
                fields=["realm"],
                condition=~Q(realm=""),
                name="instance_realm_once",
                violation_error_message=_("Another instance speaks for these bodies."),
            ),
            models.CheckConstraint(
                condition=Q(state=PeerState.PROPOSED) | ~Q(fingerprint="") & ~Q(realm="") & Q(trusted_at__isnull=False),
                name="instance_trusted_has_root",
                violation_error_message=_("An instance is trusted by the fingerprint of its root."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PeerState.SUSPENDED) | ~Q(suspension=""),
                name="instance_suspended_has_reason",
                violation_error_message=_("An instance is suspended with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_trusted(self) -> bool:
        return self.state == PeerState.TRUSTED


class BodyQuerySet(models.QuerySet):
    def known(self) -> BodyQuerySet:
        """As their instance says today."""
        return self.filter(known_until=None)

    def standing(self, day: date) -> BodyQuerySet:
        """Those that exist on that day."""
        return self.known().filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def matching(self, text: str) -> BodyQuerySet:
        """Those whose names or code hold every word, however its hamza or accents were typed."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Body(Named):
    """A body of another instance, as its directory said from `known_from` on: a change makes a new row."""

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="bodies", verbose_name=_("instance"))
    code = models.CharField(_("code"), max_length=80)
    country = models.CharField(_("country"), max_length=2, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True)
    successor = models.CharField(_("successor"), max_length=80, blank=True)
    known_from = models.DateTimeField(_("known from"))
    known_until = models.DateTimeField(_("known until"), null=True)
    search_text = models.TextField(editable=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(known_until=None),
                name="body_code_once",
                violation_error_message=_("This body is already known."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="body_ends_after_start",
                violation_error_message=_("A body cannot end before it began."),
            ),
        ]
        indexes = [models.Index(fields=["instance", "known_until"], name="body_of_instance")]

    def exists_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Publication(models.Model):
    """A version of our own directory, as it was sealed and shown to everybody."""

    version = models.BigIntegerField(_("version"), unique=True)
    realm = models.CharField(_("name of our bodies"), max_length=45)
    bodies_digest = models.CharField(max_length=64, editable=False)
    document = models.TextField(_("directory"), editable=False)
    seal = models.BinaryField(_("seal"), editable=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("version of our directory")
        verbose_name_plural = _("versions of our directory")

    def __str__(self) -> str:
        return f"{self.realm} {self.version}"

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.bodies_digest[:16]}"'
