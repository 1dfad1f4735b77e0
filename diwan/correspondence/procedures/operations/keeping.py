"""An administration keeps its own procedures: makes one, gives it a new version, corrects it, closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..models import Procedure, ProcedureVersion
from ..terms import differences, terms_of
from .versions import record, refuse_beyond_the_law, rewrite, room, used, write

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from ..terms import Terms


class CodeTaken(Refusal):
    message = _("Another procedure of this administration has this code.")
    advice = _("Choose another code, or open that procedure and give it a new version.")


class InThePast(Refusal):
    message = _("A new version starts today or later: what was in force stays as it was.")
    status = 400


class UsedAlready(Refusal):
    message = _("Letters were handed in under this version; it stays as it is.")
    advice = _("Make a new version from a later day.")


class NothingChanged(Refusal):
    message = _("This version says the same as the one before it. Nothing was recorded.")
    status = 400


class AlreadyClosed(Refusal):
    message = _("This procedure is closed already.")


class UnitElsewhere(Refusal):
    message = _("The competent unit is one of the administration.")
    status = 400


@transaction.atomic
def offer(
    *, actor: Actor, administration_id: int, code: str, terms: Terms, starts_on: date, now: datetime
) -> ProcedureVersion:
    """Offer a new procedure from a day on.

    Raises:
        NotAllowed: the actor does not manage the procedures of that administration.
        CodeTaken, InThePast, UnitElsewhere: as they say.
        LongerThanTheLaw, SilenceNotTheirs, NoSuchRule, SilenceNeedsTime: see `refuse_beyond_the_law`.
    """
    root = organisations.root_unit(administration_id)
    if not policies.may_manage(actor, root):
        raise NotAllowed
    country = root.administration.country
    refuse_past(country, starts_on, now)
    refuse(administration_id, country, terms, starts_on)
    try:
        with transaction.atomic():
            procedure = Procedure.objects.create(country=country, administration_id=administration_id, code=code)
    except IntegrityError as error:
        if "procedure_code_once" in str(error):
            raise CodeTaken from error
        raise
    version = write(procedure, terms, starts_on=starts_on)
    record(actor, version, "procedure.created", now)
    return version


@transaction.atomic
def revise(*, actor: Actor, procedure_id: int, terms: Terms, starts_on: date, now: datetime) -> ProcedureVersion:
    """What the procedure says from a day on. What was deposited before keeps the version of its day.

    A version that starts on that very day and was not used yet is corrected instead.

    Raises:
        UsedAlready: a version that starts on that day was used.
        NothingChanged: it would say what the one before it says.
        NotAllowed, InThePast, and the others of `offer`.
    """
    procedure = kept(actor, procedure_id)
    refuse(procedure.administration_id, procedure.country, terms, starts_on)
    there = list(procedure.versions.select_related("procedure").prefetch_related("needed_pieces").order_by("starts_on"))
    same = next((version for version in there if version.starts_on == starts_on), None)
    before = same or next((version for version in reversed(there) if version.starts_on < starts_on), None)
    changed = differences(terms_of(before), terms) if before else []
    if before and not changed and (before.ends_on is None or before.ends_on > starts_on):
        raise NothingChanged
    if same:
        if used(same):
            raise UsedAlready
        rewrite(same, terms)
        record(actor, same, "procedure.corrected", now, changed=changed)
        return same
    refuse_past(procedure.country, starts_on, now)
    version = write(procedure, terms, **room(there, starts_on))
    record(actor, version, "procedure.revised", now, changed=changed)
    return version


@transaction.atomic
def close(*, actor: Actor, procedure_id: int, on: date, now: datetime) -> Procedure:
    """Offer it no more from that day on. Versions that were to start later, and so were never used, go.

    Raises:
        AlreadyClosed: no version reaches that day.
        NotAllowed, InThePast.
    """
    procedure = kept(actor, procedure_id)
    refuse_past(procedure.country, on, now)
    for version in procedure.versions.filter(starts_on__gte=on):
        version.needed_pieces.all().delete()
        version.delete()
    last = procedure.versions.select_related("procedure").order_by("starts_on").last()
    if last is None or (last.ends_on is not None and last.ends_on <= on):
        raise AlreadyClosed
    last.ends_on = on
    last.save(update_fields=["ends_on"])
    record(actor, last, "procedure.closed", now, until=on.isoformat())
    return procedure


def kept(actor: Actor, procedure_id: int) -> Procedure:
    """The procedure, locked, if this actor keeps it."""
    procedure = Procedure.objects.select_for_update().get(pk=procedure_id)
    if not policies.may_keep(actor, procedure):
        raise NotAllowed
    return procedure


def refuse_past(country: str, starts_on: date, now: datetime) -> None:
    if starts_on < calendars.local_day(now, country):
        raise InThePast


def refuse(administration_id: int | None, country: str, terms: Terms, starts_on: date) -> None:
    """The law's caps, and a unit that is theirs."""
    refuse_beyond_the_law(country, terms, starts_on)
    if terms.unit_id is not None:
        units = organisations.directory(starts_on).filter(unit__administration_id=administration_id)
        if not units.filter(unit_id=terms.unit_id).exists():
            raise UnitElsewhere
