"""Who is told what: whoever a folder waits for, its author when it moves, the signatory when signatures are made.

A title is told to nobody who may not read the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from .enums import SignatureState
from .models import Authorisation, Folder, Guest
from .queries.mine import mine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

KINDS = {
    "parapheur.waits": gettext_lazy("A folder awaits me in the parapheur"),
    "parapheur.reminded": gettext_lazy("A folder still awaits me in the parapheur"),
    "parapheur.returned": gettext_lazy("A folder I sent came back"),
    "parapheur.through": gettext_lazy("A folder I sent went through its circuit"),
    "parapheur.to_send": gettext_lazy("A letter signed in the parapheur awaits somebody to send it"),
    "parapheur.outside": gettext_lazy("News of somebody outside who signs a folder I sent"),
    "parapheur.not_signed": gettext_lazy("Signatures I authorised were not made"),
}
GATHERED = {"parapheur.waits", "parapheur.reminded"}  # devices say how many folders wait, and no title
WAITS = {
    circuits.Kind.VISA: gettext_lazy("“%(title)s” awaits your visa."),
    circuits.Kind.OPINION: gettext_lazy("“%(title)s” awaits your opinion."),
    circuits.Kind.SIGNATURE: gettext_lazy("“%(title)s” awaits your signature."),
}
REMINDED = gettext_lazy("“%(title)s” still awaits you in the parapheur.")
SIGNED_OUTSIDE = gettext_lazy("“%(title)s” was signed by the person outside.")
REMINDED_OUTSIDE = gettext_lazy("“%(title)s” still awaits the person outside, who was reminded.")
LATE_OUTSIDE = gettext_lazy("“%(title)s” awaits the person outside, whose time is over; they were reminded.")
NOT_REACHED = gettext_lazy("“%(title)s”: the e-mail to the person outside was refused. Correct their address.")
LATE = gettext_lazy("“%(title)s” awaits you in the parapheur, and its time is over.")
WAITS_STILL = gettext_lazy("“%(title)s” awaits you in the parapheur.")


def waits(*, turn: circuits.Turn, now: datetime) -> None:
    """Those who may decide it now: whoever sits in the post, whoever has its mandate, else the head above."""
    folder = Folder.objects.get(pk=turn.run.subject_id)
    people = [one.person for one in circuits.titles(turn.run, now).get(turn.pk, [])]
    tell(folder, "parapheur.waits", WAITS.get(circuits.Kind(turn.kind), WAITS_STILL), str(turn.pk), people, now)


def still_waits(*, turn: circuits.Turn, late: bool, now: datetime) -> None:
    """A reminder, once a day."""
    folder = Folder.objects.get(pk=turn.run.subject_id)
    once = f"{turn.pk}:{now:%Y-%m-%d}"
    if turn.kind == circuits.Kind.OUTSIDE:
        tell(folder, "parapheur.outside", LATE_OUTSIDE if late else REMINDED_OUTSIDE, once, authors(folder, now), now)
        return
    people = [one.person for one in circuits.titles(turn.run, now).get(turn.pk, [])]
    tell(folder, "parapheur.reminded", LATE if late else REMINDED, once, people, now)


def signed_outside(*, guest_id: int, now: datetime) -> None:
    """The author hears that somebody outside signed; a refusal is told as any that sends a folder back."""
    guest = Guest.objects.select_related("folder").get(pk=guest_id)
    tell(guest.folder, "parapheur.outside", SIGNED_OUTSIDE, f"signed:{guest_id}", authors(guest.folder, now), now)


def not_reached(*, guest_id: int, now: datetime) -> None:
    """The mail server knows no such mailbox: the author corrects the address."""
    guest = Guest.objects.select_related("folder").get(pk=guest_id)
    tell(guest.folder, "parapheur.outside", NOT_REACHED, f"refused:{guest_id}", authors(guest.folder, now), now)


def moved(*, folder_id: int, state: str, now: datetime) -> None:
    folder = Folder.objects.select_related("run").get(pk=folder_id)
    if folder.run is None:
        return
    once = f"{folder.run.round}:{state}"
    if state == circuits.RunState.RETURNED:
        sentence: Any = gettext_lazy("“%(title)s” came back to be mended.")
        tell(folder, "parapheur.returned", sentence, once, authors(folder, now), now)
    elif state == circuits.RunState.DONE:
        sentence = gettext_lazy("“%(title)s” went through its circuit.")
        tell(folder, "parapheur.through", sentence, once, authors(folder, now), now)


def to_be_sent(*, folder: Folder, turn: circuits.Turn, now: datetime) -> None:
    sentence = gettext_lazy("“%(title)s” is signed and numbered: choose how each addressee gets it.")
    tell(folder, "parapheur.to_send", sentence, str(turn.pk), authors(folder, now), now)


def made(*, authorisation_id: int, now: datetime) -> None:
    """Only what failed is told: who signs watches the page, and what was signed goes on by itself."""
    row = Authorisation.objects.get(pk=authorisation_id)
    failed = row.signatures.filter(state=SignatureState.FAILED).count()
    if not failed:
        return
    with translation.override(language_of(row.person_id)):
        notifications.notify(
            person_id=row.person_id,
            kind="parapheur.not_signed",
            subject=translation.ngettext(
                "%(count)s signature was not made; the others were.",
                "%(count)s signatures were not made; the others were.",
                failed,
            )
            % {"count": failed},
            url=settings.DIWAN_PUBLIC_URL + reverse("parapheur:signing", args=[row.pk]),
            key=f"parapheur.not_signed:{row.pk}",
            now=now,
        )


def how_many(person_id: int, now: datetime) -> int:
    """By every title, as the list shows it."""
    return len(mine(organisations.actor_for(person_id, now), now))


def folders_wait(count: int) -> str:
    return translation.ngettext("%(count)s folder awaits you", "%(count)s folders await you", count) % {"count": count}


def authors(folder: Folder, now: datetime) -> list[int | None]:
    """Who sent it, and whoever sits in that post now."""
    card = organisations.post_cards([folder.post_id], now).get(folder.post_id)
    seated = [person for person, *_names in (*card.holders, *card.interims)] if card else []
    return [folder.author_id, *seated]


def tell(folder: Folder, kind: str, sentence: Any, once: str, people: Iterable[int | None], now: datetime) -> None:
    """Each in their language, once."""
    for person_id in dict.fromkeys(filter(None, people)):
        actor = organisations.actor_for(person_id, now)
        if not Folder.objects.visible_to(actor).filter(pk=folder.pk).exists():
            continue
        with translation.override(language_of(person_id)):
            notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % {"title": folder.title},
                url=settings.DIWAN_PUBLIC_URL + reverse("parapheur:folder", args=[folder.pk]),
                key=f"{kind}:{folder.pk}:{once}:{person_id}",
                now=now,
            )


def language_of(person_id: int) -> str:
    return get_user_model()._default_manager.values_list("language", flat=True).get(pk=person_id)
