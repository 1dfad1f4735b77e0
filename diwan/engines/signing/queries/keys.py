"""What our authority knows of the certificates it gave, and the keys of a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from .. import keys
from ..enums import Kind, State, Worth
from ..models import IssuedCertificate, PersonKey, Relayed, SignatureLook
from ..pki import hierarchy, lists

if TYPE_CHECKING:
    from datetime import datetime

    from ..models.keys import CertificateQuerySet

USABLE = (State.GOOD, State.SOON)


@dataclass(frozen=True)
class KeyCard:
    """A key of a person, for people who choose one. `key` names it to `signer_for`; nothing in it is secret."""

    key: str
    kind: Kind
    level: Worth
    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    state: State
    fingerprint: str
    renewable: bool

    @property
    def where(self) -> str:
        return str(self.kind.label)

    @property
    def usable(self) -> bool:
        return self.state in USABLE

    @property
    def name(self) -> str:
        """The name in the certificate, without the rest of its subject."""
        parts = dict(part.split("=", 1) for part in self.subject.replace("\\,", "‚").split(",") if "=" in part)
        return parts.get("CN", self.subject).replace("‚", ",")


def keys_of(person_id: int, now: datetime, *, all_of_them: bool = False) -> list[KeyCard]:
    """The keys a person may sign with now, the strongest first; `all_of_them` with those that no longer count."""
    rows = PersonKey.objects.filter(person_id=person_id).select_related("issued")
    if not all_of_them:
        rows = rows.filter(closed_at=None, issued__revoked_at=None, valid_until__gt=now, valid_from__lte=now)
    order = [Worth.QUALIFIED, Worth.ADVANCED, Worth.SIMPLE]
    cards = [card(row, now) for row in rows]
    return sorted(cards, key=lambda one: (not one.usable, order.index(one.level)))


def card(row: PersonKey, now: datetime) -> KeyCard:
    state = row.state(now)
    return KeyCard(
        key=str(row.pk),
        kind=Kind(row.kind),
        level=Worth(row.level),
        subject=row.subject,
        issuer=row.issuer_name,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=state,
        fingerprint=row.fingerprint,
        renewable=row.kind == Kind.OWN and state in {State.SOON, State.EXPIRED} and not row.closed_at,
    )


def look_of(person_id: int) -> bytes | None:
    """The drawing a person's stamp shows, as PNG."""
    row = SignatureLook.objects.filter(person_id=person_id).first()
    return bytes(row.signature_image) if row else None


def known(issuer: keys.Identity, serial: int) -> lists.Known | None:
    """How a certificate stands that this authority gave."""
    row = (
        IssuedCertificate.objects.filter(issuer=hierarchy.name_of(issuer.certificate), serial=f"{serial:x}")
        .values("revoked_at", "reason")
        .first()
    )
    return lists.Known(row["revoked_at"], row["reason"]) if row else None


def revocation_list(name: str, now: datetime) -> bytes:
    """The list of an authority, by its name, as DER: made anew each hour and when something was revoked.

    Raises:
        KeyError: there is no such authority.
    """
    if name == hierarchy.ROOT:
        return hierarchy.root_list()
    hour = now.replace(minute=0, second=0, microsecond=0)
    if name == hierarchy.SEALS:
        return _seals(keys.root(), hour)
    issuer = hierarchy.authority(name)
    gone = IssuedCertificate.objects.filter(issuer=name, revoked_at__isnull=False)
    seen = gone.aggregate(many=Count("pk"), last=Max("revoked_at"))
    made_at = max(hour, seen["last"] or hour)
    return _list(issuer, name, seen["many"], made_at)


@lru_cache(maxsize=16)
def _list(issuer: keys.Identity, name: str, many: int, now: datetime) -> bytes:
    gone = IssuedCertificate.objects.filter(issuer=name, revoked_at__isnull=False).order_by("revoked_at", "pk")
    rows = gone.values_list("serial", "revoked_at", "reason")
    said = [(int(serial, 16), at, why) for serial, at, why in rows if at]
    return lists.revocation_list(issuer, said, now=now)


@lru_cache(maxsize=4)
def _seals(root: keys.Identity, now: datetime) -> bytes:
    """Seals and time-stamps are the instance's own: one that no longer counts is taken out of its folder."""
    return lists.revocation_list(root, [], now=now)


@dataclass(frozen=True)
class AuthorityCard:
    """An authority, for those who keep it."""

    name: str
    title: str
    valid_until: datetime
    listed: int
    list_until: datetime | None
    away: bool
    revoked: bool


def authorities(now: datetime) -> list[AuthorityCard]:
    """The root and those below it; none when nothing was made yet. Looking makes nothing."""
    if not hierarchy.exists():
        return []
    from cryptography.x509 import load_der_x509_crl

    gone = {one["name"] for one in hierarchy.revoked_authorities()}
    found = []
    for name in [hierarchy.ROOT, *hierarchy.issuing_names()]:
        certificate = hierarchy.root_certificate() if name == hierarchy.ROOT else hierarchy.authority(name).certificate
        der = revocation_list(name, now)
        listed = load_der_x509_crl(der) if der else None
        found.append(
            AuthorityCard(
                name=name,
                title=certificate.subject.rfc4514_string(),
                valid_until=certificate.not_valid_after_utc,
                listed=len(listed) if listed else 0,
                list_until=listed.next_update_utc if listed else None,
                away=name == hierarchy.ROOT and not (hierarchy.folder() / "root.key").exists(),
                revoked=name in gone,
            )
        )
    return found


def certificates_found(rows: CertificateQuerySet, *, text: str, state: str, now: datetime) -> CertificateQuerySet:
    """Those of the list that hold every word, in a state."""
    from diwan.kit.arabic import normalise

    for word in normalise(text).split():
        rows = rows.filter(person__search_text__contains=word)
    if state in State.values:
        rows = rows.standing(state, now)
    return rows


STATES = [State.GOOD, State.SOON, State.EXPIRED, State.REVOKED]
HEADINGS = (_("Person"), _("Level"), _("Serial number"), _("Valid from"), _("Valid until"), _("State"), _("Reason"))


@dataclass(frozen=True)
class Awaited:
    """Signatures that a key makes once its owner answers: at their card, or at the service that holds it."""

    kind: Kind
    key: str
    count: int


def awaited(person_id: int, key: str) -> Awaited | None:
    """What waits for the owner of a key; None where nothing does. One query."""
    rows = Relayed.objects.filter(key__person=person_id, key__pk=key, key__closed_at=None, signature=None)
    kinds = list(rows.values_list("key__kind", flat=True))
    return Awaited(Kind(kinds[0]), key, len(kinds)) if kinds else None
