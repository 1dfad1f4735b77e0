"""Posts, those who sit in them, and their rights. What ends here ends now: the next request no longer has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..actors import rights as known_rights
from ..enums import Basis
from ..events import SeatChanged
from ..models import Delegation, Grant, Holding, Interim, Post, Unit
from .common import checked, record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ..actors import Actor, Names
    from ..models.posts import Dated


class NoSuchRight(Refusal):
    message = _("This right does not exist.")
    status = 400


class NotItsRight(Refusal):
    message = _("A post lends only the rights that it has.")


class ToOneself(Refusal):
    message = _("Nobody lends rights to themselves.")


class PostClosed(Refusal):
    message = _("This post was closed.")


class LimitElsewhere(Refusal):
    message = _("The limit of a delegation is a unit of the same administration.")


@transaction.atomic
def create_post(
    *,
    actor: Actor,
    unit_id: int,
    names: Names,
    now: datetime,
    is_head: bool = False,
    shared: bool = False,
    code: str = "",
) -> Post:
    """Create a post in a unit; rights are granted to it afterwards."""
    unit = Unit.objects.select_related("administration").get(pk=unit_id)
    if not policies.may_administer(actor, unit):
        raise NotAllowed
    post = checked(
        Post(
            unit=unit,
            code=code,
            is_head=is_head,
            shared=shared,
            name_ar=names.ar,
            name_fr=names.fr,
            name_en=names.en,
            name_zgh=names.zgh,
        )
    )
    _written(actor, post, "post.created", post, {"unit": unit.pk, "title": names.ar}, now)
    return post


@transaction.atomic
def rename_post(*, actor: Actor, post_id: int, names: Names, is_head: bool, now: datetime) -> Post:
    """Give a post another title, and say whether it heads its unit; who sits in it and its rights stay."""
    post = _locked(post_id)
    if not policies.may_administer(actor, post.unit):
        raise NotAllowed
    post.name_ar, post.name_fr, post.name_en, post.name_zgh = names.ar, names.fr, names.en, names.zgh
    post.is_head = is_head
    _written(actor, checked(post), "post.renamed", post, {"title": names.ar, "head": is_head}, now)
    return post


@transaction.atomic
def name_holder(
    *,
    actor: Actor,
    post_id: int,
    person_id: int,
    starts_at: datetime,
    now: datetime,
    ends_at: datetime | None = None,
) -> Holding:
    """Seat a person in a post. In a post for one, whoever held it leaves, and what they had delegated ends."""
    post = _locked(post_id)
    if not policies.may_fill(actor, post):
        raise NotAllowed
    if not post.shared:
        for former in Holding.objects.filter(post=post).exclude(ends_at__lte=starts_at):
            _end(actor, former, starts_at, now)
    holding = Holding(post=post, person_id=person_id, exclusive=not post.shared, starts_at=starts_at, ends_at=ends_at)
    _seated(actor, checked(holding), Basis.HOLDER, now)
    return holding


@transaction.atomic
def end_holding(*, actor: Actor, holding_id: int, now: datetime, at: datetime | None = None) -> Holding:
    """Take a person out of a post, now or at a later moment; what they had delegated ends with it."""
    holding = Holding.objects.get(pk=holding_id)
    if not policies.may_administer(actor, _locked(holding.post_id).unit):
        raise NotAllowed
    _end(actor, holding, max(at or now, now), now)
    return holding


@transaction.atomic
def set_interim(
    *,
    actor: Actor,
    post_id: int,
    person_id: int,
    reason: str,
    starts_at: datetime,
    ends_at: datetime | None,
    now: datetime,
) -> Interim:
    """Have a person stand in for a post, with all its rights, in its dates and no longer."""
    post = _locked(post_id)
    if not policies.may_fill(actor, post):
        raise NotAllowed
    interim = Interim(
        post=post,
        person_id=person_id,
        reason=reason,
        decided_by_id=actor.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    _seated(actor, checked(interim), Basis.INTERIM, now)  # the reason stays out of the journal, which never forgets
    return interim


@transaction.atomic
def end_interim(*, actor: Actor, interim_id: int, now: datetime) -> Interim:
    """End an interim at once."""
    interim = Interim.objects.get(pk=interim_id)
    if not policies.may_administer(actor, _locked(interim.post_id).unit):
        raise NotAllowed
    _unseated(actor, interim, Basis.INTERIM, now, now)
    return interim


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    post_id: int,
    person_id: int,
    rights: Iterable[str],
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    limit_id: int | None = None,
) -> Delegation:
    """Lend some rights of a post to a person, everywhere it has them or only below `limit_id`, until a moment."""
    post = _locked(post_id)
    if not policies.may_delegate(actor, post):
        raise NotAllowed
    if person_id == actor.person_id:
        raise ToOneself
    rights = sorted(set(rights))
    if not set(rights) <= {grant.right for grant in post.grant_set.all()}:
        raise NotItsRight
    limit = Unit.objects.get(pk=limit_id) if limit_id else None
    if limit and limit.administration_id != post.unit.administration_id:
        raise LimitElsewhere
    delegation = Delegation(
        post=post,
        person_id=person_id,
        rights=rights,
        limit=limit,
        decided_by_id=actor.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    _seated(actor, checked(delegation), Basis.DELEGATION, now, rights=rights, limit=limit_id)
    return delegation


@transaction.atomic
def revoke_delegation(*, actor: Actor, delegation_id: int, now: datetime) -> Delegation:
    """Take back what was lent, at once."""
    delegation = Delegation.objects.get(pk=delegation_id)
    if not policies.may_delegate(actor, _locked(delegation.post_id)):
        raise NotAllowed
    _unseated(actor, delegation, Basis.DELEGATION, now, now)
    return delegation


@transaction.atomic
def grant_right(*, actor: Actor, post_id: int, right: str, reach: str, now: datetime) -> Grant:
    """Give a post a right, no further than the giver administers."""
    post = _locked(post_id)
    if not policies.may_grant(actor, post, reach):
        raise NotAllowed
    if right not in known_rights():
        raise NoSuchRight
    grant = checked(Grant(post=post, right=right, reach=reach))
    _written(actor, post, "right.granted", post, {"right": right, "reach": reach}, now)
    return grant


@transaction.atomic
def withdraw_right(*, actor: Actor, grant_id: int, now: datetime) -> None:
    """Take a right from a post: nobody who sits in it has it at their next request."""
    grant = Grant.objects.get(pk=grant_id)
    post = _locked(grant.post_id)
    if not policies.may_administer(actor, post.unit):
        raise NotAllowed
    _written(actor, post, "right.withdrawn", post, {"right": grant.right, "reach": grant.reach}, now)
    grant.delete()


# --- steps ---------------------------------------------------------------------------------------------------------


def _locked(post_id: int) -> Post:
    """A post, locked with all that hangs on it.

    Raises:
        PostClosed: it is no more.
    """
    post = (
        Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit__administration").get(pk=post_id)
    )
    if post.closed_at is not None:
        raise PostClosed
    return post


def _end(actor: Actor, holding: Holding, at: datetime, now: datetime) -> None:
    for lent in Delegation.objects.filter(post_id=holding.post_id).exclude(ends_at__lte=at):
        _unseated(actor, lent, Basis.DELEGATION, at, now)
    _unseated(actor, holding, Basis.HOLDER, at, now)


def _seated(actor: Actor, row: Any, basis: Basis, now: datetime, **facts: Any) -> None:
    dates = {"from": row.starts_at.isoformat(), "until": row.ends_at.isoformat() if row.ends_at else None}
    _written(actor, row.post, f"{basis}.began", row, {"person": row.person_id, **dates, **facts}, now, basis)


def _unseated(actor: Actor, row: Dated, basis: Basis, at: datetime, now: datetime) -> None:
    row.ends_at = max(at, row.starts_at)
    row.save(update_fields=["ends_at"])
    facts = {"person": row.person_id, "until": row.ends_at.isoformat()}  # type: ignore[attr-defined]
    _written(actor, row.post, f"{basis}.ended", row, facts, now, basis)  # type: ignore[attr-defined]


def _written(
    actor: Actor, post: Post, kind: str, subject: Any, facts: dict[str, Any], now: datetime, basis: Basis | None = None
) -> None:
    fact = basis and SeatChanged(
        post_id=post.pk,
        person_id=subject.person_id,
        basis=basis.value,
        taken=kind.endswith(".began"),
        at=now.isoformat(),
    )
    record(
        actor=actor,
        administration=post.unit.administration,
        kind=kind,
        subject=subject,
        facts={"post": post.pk, **facts},
        now=now,
        fact=fact,
    )
