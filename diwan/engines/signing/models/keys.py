"""The keys people sign with, and the certificates our own authority gave them. No clear private key is in a row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import KEEP, Kind, State, Why, Worth

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

SOON = timedelta(days=60)  # before its end, from which a key may be renewed


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> CertificateQuerySet:
        """Those of the administrations whose certificates the actor keeps: the right reaches all of one, or nothing."""
        reaches = actor.reach(KEEP)
        if any(reach.path == "/" for reach in reaches):
            return self
        whole = [one for one in reaches if one.seat and one.unit_id is None and one.path.count("/") == 2]
        return self.filter(administration__in={one.seat.administration_id for one in whole if one.seat})

    def standing(self, state: str, now: datetime) -> CertificateQuerySet:
        """Those in one of the states of the list."""
        return self.filter(
            {
                State.REVOKED: Q(revoked_at__isnull=False),
                State.EXPIRED: Q(revoked_at=None, valid_until__lte=now),
                State.SOON: Q(revoked_at=None, valid_until__gt=now, valid_until__lte=now + SOON),
                State.GOOD: Q(revoked_at=None, valid_until__gt=now + SOON),
            }.get(State(state), Q())
        )


class IssuedCertificate(models.Model):
    """A certificate that an issuing authority of this instance gave a person. Never deleted: lists and OCSP read it."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    serial = models.CharField(_("serial number"), max_length=40)  # hexadecimal
    issuer = models.CharField(max_length=40)  # name of the authority in `pki.hierarchy`
    level = models.CharField(_("level"), max_length=9, choices=Worth)
    subject = models.CharField(_("subject"), max_length=500)
    der = models.BinaryField()
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    issued_at = models.DateTimeField(_("issued"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    reason = models.CharField(_("reason"), max_length=30, choices=Why, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "serial"],
                name="signing_serial_once",
                violation_error_message=_("An authority gives a serial number once."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, reason="") | Q(revoked_at__isnull=False) & ~Q(reason=""),
                name="signing_revoked_says_why",
                violation_error_message=_("A certificate that is revoked says why."),
            ),
        ]
        indexes = [
            models.Index(fields=["issuer"], condition=Q(revoked_at__isnull=False), name="signing_revoked"),
            models.Index(fields=["administration", "-id"], name="signing_issued_there"),
        ]

    def __str__(self) -> str:
        return self.subject

    def state(self, now: datetime) -> State:
        if self.revoked_at:
            return State.REVOKED
        return ended_by(self.valid_until, now)


class PersonKey(models.Model):
    """A key a person may sign with. `secret` is encrypted (vault.py); `place` says where a key lives that is not here.

    `chain` holds the certificates above, as PEM, nearest first.
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    kind = models.CharField(_("where it lives"), max_length=6, choices=Kind)
    level = models.CharField(_("level"), max_length=9, choices=Worth)
    subject = models.CharField(_("subject"), max_length=500)
    issuer_name = models.CharField(_("issuer"), max_length=500)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the certificate, hexadecimal
    certificate = models.BinaryField()
    chain = models.BinaryField(default=b"")
    secret = models.BinaryField(null=True)
    salt = models.CharField(max_length=32)
    place = models.JSONField(default=dict, blank=True)
    issued = models.OneToOneField(IssuedCertificate, models.PROTECT, null=True, related_name="key")
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    added_at = models.DateTimeField(_("added"))
    closed_at = models.DateTimeField(_("put away"), null=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "fingerprint"],
                condition=Q(closed_at=None),
                name="signing_key_once",
                violation_error_message=_("You have this key already."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Kind.AGENT, Kind.MODULE]) | Q(secret=None),
                name="signing_key_elsewhere_no_secret",
                violation_error_message=_("Of a key that lives elsewhere nothing secret is kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def state(self, now: datetime) -> State:
        if self.issued and self.issued.revoked_at:
            return State.REVOKED
        return State.CLOSED if self.closed_at else ended_by(self.valid_until, now)


class Relayed(models.Model):
    """Octets that a key at the signatory's own computer is to sign: asked by a job, answered by their page."""

    key = models.ForeignKey(PersonKey, models.PROTECT, related_name="relayed")
    digest = models.CharField(max_length=64)  # SHA-256 of what is to be signed, hexadecimal
    octets = models.BinaryField()
    signature = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("relayed signature")
        verbose_name_plural = _("relayed signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "digest"],
                name="signing_relayed_once",
                violation_error_message=_("This was asked of that key already."),
            )
        ]

    def __str__(self) -> str:
        return self.digest[:16]


class SignatureLook(models.Model):
    """What the stamp of a person shows beside their name: a drawing they made or an image they gave."""

    person = models.OneToOneField("accounts.User", models.PROTECT, related_name="+")
    signature_image = models.BinaryField()  # PNG, written anew by us: nothing of the file that was given but its pixels
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("look of a signature")
        verbose_name_plural = _("looks of signatures")

    def __str__(self) -> str:
        return str(self.person_id)


def ended_by(until: datetime, now: datetime) -> State:
    if until <= now:
        return State.EXPIRED
    return State.SOON if until <= now + SOON else State.GOOD
