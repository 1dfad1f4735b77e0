"""Who is asked to sign from outside: invited when the turn opens, corrected, replaced, asked again, no longer asked.

A person outside has no seat and no title: what stands for both is the choice of the folder's author, and the address
that proved to be theirs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import addresses, mailing, policies
from ..enums import GuestState, LinkFor
from ..models import Document, Guest, GuestLink
from ..queries.outside import Asked, is_dead
from .locking import locked, turn_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..models import Folder


class BadGuest(Refusal):
    message = _("Say the name, the e-mail address and the language of the person outside. Nothing was kept.")
    status = 422


class NobodyAsked(Refusal):
    message = _("Nobody outside is asked at this step now. Nothing was done.")
    advice = _("Read the folder again.")


class GuestSigns(Refusal):
    message = _("This person has signed; the signature is being made. Nothing was done.")
    advice = _("Wait a moment and reload the page.")


def said_of(guests: Mapping[str, Asked]) -> dict[str, dict[str, str]]:
    """As a folder keeps them.

    Raises:
        BadGuest
    """
    return {key: checked(one).as_json() for key, one in guests.items()}


def checked(said: Asked) -> Asked:
    try:
        validate_email(said.email)
    except ValidationError as error:
        raise BadGuest from error
    if not said.name.strip() or said.language not in dict(settings.LANGUAGES):
        raise BadGuest
    return said


def invite(*, turn_id: int, now: datetime) -> Guest | None:
    """The turn of a person outside opened: send them their address. Twice is once."""
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        turn = turn_of(turn_id)
        said = folder.guests.get(turn.step)
        known = Guest.objects.filter(turn=turn).exists()
        if turn.state != circuits.TurnState.OPEN or turn.kind != circuits.Kind.OUTSIDE or known or not said:
            return None
        return ask(folder, turn, Asked(**said), now)


def ask(folder: Folder, turn: circuits.Turn, said: Asked, now: datetime, sent_by: int | None = None) -> Guest:
    guest = Guest.objects.create(folder=folder, turn=turn, invited_at=now, **said.as_json())
    give_link(guest, LinkFor.SIGN, now, sent_by)
    circuits.note(
        run_id=turn.run_id, verb="invited", actor=organisations.SYSTEM, now=now, turn_id=turn.pk, who=said.name
    )
    return guest


def give_link(guest: Guest, purpose: LinkFor, now: datetime, sent_by: int | None = None) -> GuestLink:
    """A new address, by e-mail; those before open nothing any more."""
    guest.links.filter(closed_at=None).update(closed_at=now)
    word = addresses.new_word()
    row = GuestLink.objects.create(
        guest=guest,
        purpose=purpose,
        word=word,
        digest=addresses.digest_of(addresses.token_of(word)),
        made_at=now,
        expires_at=now + timedelta(days=settings.DIWAN_LINK_DAYS),
        sent_by_id=sent_by,
    )
    mailing.send_link.later(
        link_id=row.pk, what=mailing.What.ASKED if purpose == LinkFor.SIGN else mailing.What.RECEIPT
    )
    return row


def put(*, actor: Actor, turn_id: int, said: Asked, now: datetime) -> Guest:
    """The author corrects who is asked, or has somebody else asked: what was sent before opens nothing any more.

    Raises:
        NotAllowed, BadGuest, GuestSigns, circuits.NotNow
    """
    checked(said)
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        # The run says first whether this is still to be done, and by whom.
        turn = circuits.change_guest(actor=actor, turn_id=turn_id, guest=said.email, now=now, who=said.name)
        before = close(turn_id, GuestState.REPLACED, now)
        if before is not None and before.email.lower() != said.email.lower():
            mailing.send_over.later(guest_id=before.pk)
        folder.guests = {**folder.guests, turn.step: said.as_json()}
        folder.save(update_fields=["guests"])
        return ask(folder, turn, said, now, actor.person_id)


def withdraw(*, actor: Actor, turn_id: int, now: datetime) -> None:
    """The author asks nobody for now: the step waits for somebody else, or for the folder to be called back.

    Raises:
        NotAllowed, NobodyAsked, GuestSigns, circuits.NotNow
    """
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        turn = circuits.change_guest(actor=actor, turn_id=turn_id, guest="", now=now, who="")
        before = close(turn_id, GuestState.WITHDRAWN, now)
        if before is None:
            raise NobodyAsked
        folder.guests = {key: one for key, one in folder.guests.items() if key != turn.step}
        folder.save(update_fields=["guests"])
        mailing.send_over.later(guest_id=before.pk)


def close(turn_id: int, state: GuestState, now: datetime) -> Guest | None:
    """Whoever was asked at this turn is asked no more; None when nobody was.

    Raises:
        GuestSigns
    """
    guest = Guest.objects.live().filter(turn=turn_id).select_for_update(no_key=True).first()
    if guest is None:
        return None
    if guest.state == GuestState.SIGNING:
        raise GuestSigns
    guest.links.filter(closed_at=None).update(closed_at=now)
    guest.state, guest.code_word = state, ""
    guest.save(update_fields=["state", "code_word"])
    return guest


def resend(*, actor: Actor, turn_id: int, now: datetime) -> GuestLink:
    """The author has a new address sent to the person who is asked.

    Raises:
        NotAllowed, NobodyAsked
    """
    with acknowledged():
        folder = locked(turn_of(turn_id).run.subject_id)
        if policies.author_seat(actor, folder) is None:
            raise NotAllowed
        guest = asked_now(turn_id)
        return give_link(guest, LinkFor.SIGN, now, actor.person_id)


def asked_now(turn_id: int) -> Guest:
    """Raises NobodyAsked."""
    guest = Guest.objects.filter(turn=turn_id, state=GuestState.INVITED, turn__state=circuits.TurnState.OPEN).first()
    if guest is None:
        raise NobodyAsked
    return guest


def give_another(*, link_id: int, now: datetime) -> GuestLink:
    """Whoever holds an old address has a new one sent, to the same mailbox and no other.

    Raises:
        NobodyAsked: there is nothing more to sign or to fetch.
    """
    with acknowledged():
        guest = GuestLink.objects.select_related("guest").get(pk=link_id).guest
        locked(guest.folder_id)
        guest.refresh_from_db()
        if guest.state == GuestState.SIGNED:
            return give_link(guest, LinkFor.RECEIPT, now)
        return give_link(asked_again(guest), LinkFor.SIGN, now)


def asked_again(guest: Guest) -> Guest:
    if asked_now(guest.turn_id).pk != guest.pk:
        raise NobodyAsked
    return guest


def remind(*, turn_id: int, now: datetime) -> Guest | None:
    """The person is told that their answer is still awaited: at the address they have, or a new one when it is dead."""
    with acknowledged():
        locked(turn_of(turn_id).run.subject_id)
        guest = Guest.objects.filter(turn=turn_id, state=GuestState.INVITED).first()
        if guest is None:
            return None
        link = guest.links.filter(purpose=LinkFor.SIGN).order_by("-pk").first()
        if link is None or is_dead(link, now):
            give_link(guest, LinkFor.SIGN, now)
        else:
            mailing.send_link.later(link_id=link.pk, what=mailing.What.REMINDED)
        return guest


def no_longer(*, folder_id: int, now: datetime) -> None:
    """The folder is elsewhere by now: whoever was still asked is told that nothing is awaited of them."""
    with acknowledged():
        locked(folder_id)
        rows = Guest.objects.filter(folder=folder_id, state=GuestState.INVITED)
        for guest in rows.exclude(turn__state=circuits.TurnState.OPEN):
            close(guest.turn_id, GuestState.OVER, now)
            mailing.send_over.later(guest_id=guest.pk)


def show_outside(*, actor: Actor, document_id: int, shown: bool, now: datetime) -> Document:
    """The author says whether an annex is shown to whoever signs from outside.

    Raises:
        NotAllowed
    """
    with acknowledged():
        folder = locked(Document.objects.values_list("folder_id", flat=True).get(pk=document_id))
        if policies.author_seat(actor, folder) is None:
            raise NotAllowed
        row = Document.objects.get(pk=document_id)
        row.outside = shown
        row.save(update_fields=["outside"])
        folder.changed_at = now
        folder.save(update_fields=["changed_at"])
        return row
