"""A letter being written: begun, saved at each step, deposited or forgotten (REG-1).

Whoever holds the draft's token is its writer. The last writing wins, and a page that was shown before it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit import puzzle
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..models import DRAFT, Draft
from ..models.drafts import LIVES
from . import handing_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

RESUME = "diwan.deposits.draft"


class DraftGone(Refusal):
    message = _("This letter was deposited or discarded meanwhile, or was left for more than seven days.")
    advice = _("Begin a new letter, or follow the one you deposited with its reference and its code.")
    status = 410


class DraftChanged(Refusal):
    message = _("This letter was changed in another window after this page was shown. Nothing was deposited.")
    advice = _("Read it again as it is now, then deposit it.")


@transaction.atomic
def start(*, actor: Actor, office_id: int, procedure: int | None, bits: int, now: datetime) -> Draft:
    """Begin a letter to an office. `bits`: how heavy the proof of work is that will be asked for.

    Raises:
        OfficeClosed, ProcedureGone
    """
    check_address(office_id, procedure, now)
    draft = Draft(
        owner_id=actor.person_id,
        office_id=office_id,
        procedure_version_id=procedure,
        started_at=now,
        saved_at=now,
        expires_at=now + LIVES,
    )
    draft.puzzle = puzzle.pose(draft.token, bits=bits)
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def address(*, actor: Actor, token: str, office_id: int, procedure: int | None, now: datetime) -> Draft:
    """Send the letter elsewhere, or ask for something else; what was typed stays.

    Raises:
        DraftGone, OfficeClosed, ProcedureGone
    """
    check_address(office_id, procedure, now)
    draft = locked(token, actor, now)
    if draft.procedure_version_id != procedure:
        draft.pieces = [[file_id, None] for file_id in draft.file_ids]
    draft.office_id, draft.procedure_version_id = office_id, procedure
    return touched(draft, actor, now)


@transaction.atomic
def save_who(*, actor: Actor, token: str, who: dict[str, Any], now: datetime) -> Draft:
    """Keep what was typed about the depositor, right or wrong.

    Raises:
        DraftGone
    """
    draft = locked(token, actor, now)
    draft.who = who
    return touched(draft, actor, now)


@transaction.atomic
def save_letter(
    *,
    actor: Actor,
    token: str,
    letter: dict[str, Any],
    pieces: Sequence[tuple[int, int | None]],
    now: datetime,
) -> Draft:
    """Keep the letter and its pieces: those no longer among `pieces` are given up.

    Raises:
        DraftGone, files.FileGone, files.TooManyFiles
    """
    draft = locked(token, actor, now)
    before, after = set(draft.file_ids), [file_id for file_id, _needed in pieces]
    for file_id in before.difference(after):
        files.release(file_id=file_id, purpose=DRAFT, subject=str(draft.pk))
    files.claim_all([id_ for id_ in after if id_ not in before], purpose=DRAFT, subject=str(draft.pk), now=now)
    draft.letter, draft.pieces = letter, [list(pair) for pair in pieces]
    return touched(draft, actor, now)


@transaction.atomic
def discard(*, actor: Actor, token: str, now: datetime) -> None:
    """Forget the letter at once. Discarding what is gone already is no fault."""
    draft = Draft.objects.held(token, actor, now).locked().first()
    if draft is not None:
        forget(draft)


def hand_in(
    *,
    actor: Actor,
    token: str,
    version: int,
    applicant: handing_in.Applicant,
    letter: handing_in.Letter,
    now: datetime,
) -> handing_in.Deposited:
    """Deposit the letter as it was read back; the draft goes in the same transaction.

    Raises:
        DraftGone: it was deposited already, discarded, or left too long.
        DraftChanged: the page that was read back showed another version.
        OfficeClosed, ProcedureGone, NotAllowed, files.FileGone, files.TooManyFiles
    """
    with acknowledged():
        draft = locked(token, actor, now)
        if draft.version != version:
            raise DraftChanged
        forget(draft)
        return handing_in.deposit(actor=actor, office_id=draft.office_id, applicant=applicant, letter=letter, now=now)


@transaction.atomic
def send_link(*, actor: Actor, token: str, email: str, language: str, now: datetime) -> None:
    """Write to an address how to go on with this letter, on this device or another.

    Raises:
        DraftGone
    """
    draft = locked(token, actor, now)
    notifications.notify(
        email=email,
        kind="deposit.draft",
        subject=__("Your letter that is not yet sent"),
        body=__(
            "Open the address below to go on with your letter. It is kept for seven days after the last change.\n"
            "Whoever opens this address can read and send the letter: pass it on to nobody."
        ),
        url=settings.DIWAN_PUBLIC_URL + reverse("deposits:draft_resume", args=[resume_key(draft)]),
        language=language,
        now=now,
    )


def sweep(*, now: datetime) -> int:
    """Forget the drafts that were left too long, with their files; how many."""
    swept = 0
    for pk in list(Draft.objects.filter(expires_at__lte=now).values_list("pk", flat=True)[:10_000]):
        with transaction.atomic():
            draft = Draft.objects.select_for_update(skip_locked=True).filter(pk=pk, expires_at__lte=now).first()
            if draft is not None:
                forget(draft)
                swept += 1
    return swept


def resume_key(draft: Draft) -> str:
    """A signed word that opens the draft in another browser."""
    return signing.dumps(draft.pk, salt=RESUME)


def resumed(key: str) -> int | None:
    """The draft of a signed word; None when forged or too old."""
    try:
        return signing.loads(key, salt=RESUME, max_age=LIVES)
    except signing.BadSignature:
        return None


# --- parts of the above --------------------------------------------------------------------------------------------


def check_address(office_id: int, procedure: int | None, now: datetime) -> None:
    office = organisations.open_office(office_id, now)
    if office is None:
        raise handing_in.OfficeClosed
    handing_in.offered(procedure, office)


def locked(token: str, actor: Actor, now: datetime) -> Draft:
    draft = Draft.objects.held(token, actor, now).locked().first()
    if draft is None:
        raise DraftGone
    return draft


def touched(draft: Draft, actor: Actor, now: datetime) -> Draft:
    """Write it, as one version more. Whoever signed in meanwhile finds it with their account from now on."""
    draft.owner_id = draft.owner_id or actor.person_id
    draft.version += 1
    draft.saved_at, draft.expires_at = now, now + LIVES
    draft.save()
    return draft


def forget(draft: Draft) -> None:
    files.release_all(purpose=DRAFT, subject=str(draft.pk))
    draft.delete()
