"""A person's keys: asked of our authority, taken in from elsewhere, renewed, put away, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.accounts import api as accounts
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import keys, policies, vault
from ..checking import chain_to
from ..enums import Kind, State, Why, Worth
from ..models import IssuedCertificate, PersonKey, SignatureLook
from ..pki import hierarchy, profile
from ..worth import qualified_issuers, worth_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from diwan.core.organisations.api import Actor

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
FRESH = timedelta(minutes=10)  # a proof of presence is for the act at hand


class KeyRefused(Refusal):
    """A key from elsewhere that cannot sign here; `why` says it in words."""

    message = _("This key cannot be used here: %(why)s")
    status = 422


class AlreadyYours(Refusal):
    message = _("You have this key already.")


class NotOurs(Refusal):
    message = _("Only its issuer can revoke this certificate; here it can be put away.")


class PresenceNeeded(Refusal):
    message = _("An advanced certificate is given to a person who proves to be there.")
    advice = _("Confirm with your passkey or with the code of your phone.")
    status = 422


class AuthorityAway(Refusal):
    message = _("The certification authority cannot issue: its keys are away.")
    advice = _("Ask the operator of this instance to run: diwan ca issue-intermediate.")
    status = 503


@dataclass(frozen=True)
class Brought:
    """A key that comes from elsewhere: its certificate, others that came with it, and the key itself if it is given."""

    certificate: Certificate
    others: tuple[Certificate, ...] = ()
    key: keys.PrivateKey | None = None


@transaction.atomic
def ask_certificate(*, actor: Actor, level: str, proof: accounts.Proof | None, now: datetime) -> PersonKey:
    """A new key for the actor and a certificate of our authority over it, in the administration where they sit.

    Raises:
        NotAllowed, PresenceNeeded, AuthorityAway
    """
    if not policies.may_have_a_key(actor):
        raise NotAllowed
    level = Worth(level)
    if level == Worth.QUALIFIED:
        raise NotAllowed
    if level == Worth.ADVANCED and (proof is None or now - proof.at > FRESH):
        raise PresenceNeeded
    return _given(actor, level, actor.seats[0].administration_id, now, proof.kind if proof else "")


@transaction.atomic
def renew(*, actor: Actor, key_id: int, proof: accounts.Proof | None, now: datetime) -> PersonKey:
    """Another key and certificate of the same level in the place of one that ends; the old one signs no more.

    Raises:
        NotAllowed, PresenceNeeded, AuthorityAway, PersonKey.DoesNotExist
    """
    old = _mine(actor, key_id)
    if old.kind != Kind.OWN or old.issued is None or old.state(now) not in {State.SOON, State.EXPIRED}:
        raise NotAllowed
    if old.level == Worth.ADVANCED and (proof is None or now - proof.at > FRESH):
        raise PresenceNeeded
    _close(old, now)
    return _given(actor, Worth(old.level), old.issued.administration_id, now, proof.kind if proof else "")


def _given(actor: Actor, level: Worth, administration_id: int, now: datetime, proof: str) -> PersonKey:
    try:
        issuer = hierarchy.issuing()
    except hierarchy.RootAway:
        raise AuthorityAway from None
    key = keys.KINDS[settings.DIWAN_PERSON_KEY]()
    certificate = profile.person(
        name=actor.name_latin or actor.name,
        administration=organisations.administration_name(administration_id, now.date(), "fr"),
        country=organisations.country_of(administration_id),
        number=f"DIWAN-{actor.person_id}",
        public=key.public_key(),
        level=level,
        issuer=issuer,
        addresses=(hierarchy.address(hierarchy.name_of(issuer.certificate)), hierarchy.responder_address()),
        now=now,
    )
    issued = IssuedCertificate.objects.create(
        administration_id=administration_id,
        person_id=person_of(actor),
        serial=f"{certificate.serial_number:x}",
        issuer=hierarchy.name_of(issuer.certificate),
        level=level,
        subject=certificate.subject.rfc4514_string(),
        der=certificate.public_bytes(DER),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        issued_at=now,
    )
    row = _written(
        actor, Kind.OWN, level, certificate, (issuer.certificate, *issuer.chain), now, key=key, issued=issued
    )
    facts = {"serial": issued.serial, "issuer": issued.issuer, "level": str(level), "proof": proof}
    _record(actor, administration_id, "certificate.issued", issued.pk, facts, now)
    return row


@transaction.atomic
def take_in(
    *, actor: Actor, kind: Kind, brought: Brought, place: dict[str, str], now: datetime, secret: bytes = b""
) -> PersonKey:
    """A key from elsewhere. Its certificate must lead to somebody we believe, and be made for signing.

    `secret` is what a remote service gave to be asked with: kept encrypted, like a key.

    Raises:
        NotAllowed, KeyRefused, AlreadyYours
    """
    if not policies.may_have_a_key(actor):
        raise NotAllowed
    certificate = brought.certificate
    chain = _checked(certificate, brought.others, now)
    fingerprint = hierarchy.fingerprint(certificate)
    if PersonKey.objects.filter(person=actor.person_id, fingerprint=fingerprint, closed_at=None).exists():
        raise AlreadyYours
    level = worth_of(certificate)
    row = _written(actor, kind, level, certificate, chain, now, key=brought.key, place=place, token=secret)
    facts = {"fingerprint": fingerprint, "kind": str(kind), "level": str(level)}
    _record(actor, actor.seats[0].administration_id, "key.taken_in", row.pk, facts, now, thing="key")
    return row


def _checked(certificate: Certificate, others: Sequence[Certificate], now: datetime) -> tuple[Certificate, ...]:
    """The chain above, or a refusal in words."""
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < 2048:
            raise KeyRefused(why=_("it is too short (RSA needs 2048 bits)."))
    elif not (isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)):
        raise KeyRefused(why=_("only RSA and P-256 keys sign here."))
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise KeyRefused(why=_("its certificate is out of date, or not valid yet."))
    if not _made_for_signing(certificate):
        raise KeyRefused(why=_("its certificate was not made for signing."))
    chain = chain_to(certificate, others, [*keys.trusted(), *qualified_issuers()], now)
    if chain is None:
        raise KeyRefused(why=_("its issuer is not among those this instance trusts. Its operator can add it."))
    return chain


def _made_for_signing(certificate: Certificate) -> bool:
    try:
        if certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except (x509.ExtensionNotFound, ValueError):
        pass
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return usage.digital_signature or usage.content_commitment


@transaction.atomic
def put_away(*, actor: Actor, key_id: int, now: datetime) -> PersonKey:
    """The actor no longer signs with this key. Its certificate stays as it was: see `revoke`.

    Raises:
        PersonKey.DoesNotExist
    """
    row = _mine(actor, key_id)
    _close(row, now)
    facts = {"fingerprint": row.fingerprint}
    where = actor.seats[0].administration_id if actor.seats else None
    _record(actor, where, "key.put_away", row.pk, facts, now, thing="key")
    return row


@transaction.atomic
def revoke(*, actor: Actor, certificate_id: int, reason: str, now: datetime) -> IssuedCertificate:
    """A certificate of ours no longer counts, from now on; lists and OCSP say so at their next answer.

    Done twice it stands as it was first. What was signed and time-stamped before stays good.

    Raises:
        NotAllowed, IssuedCertificate.DoesNotExist
    """
    row = IssuedCertificate.objects.select_for_update(no_key=True).get(pk=certificate_id)
    if not policies.may_revoke(actor, row):
        raise NotAllowed
    if row.revoked_at:
        return row
    row.revoked_at, row.reason, row.revoked_by_id = now, Why(reason), actor.person_id
    row.save(update_fields=["revoked_at", "reason", "revoked_by"])
    PersonKey.objects.filter(issued=row, closed_at=None).update(closed_at=now, secret=None)
    facts = {"serial": row.serial, "issuer": row.issuer, "reason": row.reason, "person": row.person_id}
    _record(actor, row.administration_id, "certificate.revoked", row.pk, facts, now)
    return row


@transaction.atomic
def keep_look(*, actor: Actor, image: bytes, now: datetime) -> None:
    """The drawing that the actor's stamp shows; `image` is a PNG we wrote ourselves."""
    if not policies.may_have_a_key(actor):
        raise NotAllowed
    SignatureLook.objects.update_or_create(
        person_id=person_of(actor), defaults={"signature_image": image, "changed_at": now}
    )


@transaction.atomic
def forget_look(*, actor: Actor, now: datetime) -> None:
    SignatureLook.objects.filter(person=actor.person_id).delete()


def _mine(actor: Actor, key_id: int) -> PersonKey:
    rows = PersonKey.objects.select_for_update(of=("self",), no_key=True).select_related("issued")
    return rows.get(pk=key_id, person=actor.person_id, closed_at=None)


def _close(row: PersonKey, now: datetime) -> None:
    """With the key put away goes what was kept of it: nobody can take it up again, us neither."""
    row.closed_at, row.secret = now, None
    row.save(update_fields=["closed_at", "secret"])


def _written(
    actor: Actor,
    kind: Kind,
    level: Worth,
    certificate: Certificate,
    chain: Sequence[Certificate],
    now: datetime,
    *,
    key: keys.PrivateKey | None = None,
    issued: IssuedCertificate | None = None,
    place: dict[str, str] | None = None,
    token: bytes = b"",
) -> PersonKey:
    salt = vault.new_salt()
    secret = vault.closed_key(key, salt) if key else vault.closed(token, salt) if token else None
    return PersonKey.objects.create(
        person_id=person_of(actor),
        kind=kind,
        level=level,
        subject=certificate.subject.rfc4514_string()[:500],
        issuer_name=certificate.issuer.rfc4514_string()[:500],
        fingerprint=hierarchy.fingerprint(certificate),
        certificate=certificate.public_bytes(DER),
        chain=b"".join(one.public_bytes(PEM) for one in chain),
        secret=secret,
        salt=salt,
        place=place or {},
        issued=issued,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        added_at=now,
    )


def person_of(actor: Actor) -> int:
    """Whose key it is.

    Raises:
        NotAllowed: nobody's, as where Diwan itself acts.
    """
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id


def _record(
    actor: Actor,
    administration_id: int | None,
    kind: str,
    pk: int,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    thing: str = "certificate",
) -> None:
    journal.append(
        chain=f"signing:{administration_id or 'people'}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"{thing}:{pk}",
        facts=dict(facts),
    )
