"""What keeping a procedure and loading a catalogue share: writing a version, within the law, in the order of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.kit.arabic import normalise
from diwan.kit.refusals import Refusal

from .. import queries
from ..enums import Silence
from ..models import NeededPiece, Procedure, ProcedureVersion

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

    from ..terms import Terms


class LongerThanTheLaw(Refusal):
    message = _("The law allows at most %(days)s days for this (%(law)s).")
    advice = _("Give a shorter time: an administration may do better than the law, never worse.")
    status = 400


class NoSuchRule(Refusal):
    message = _("The country has no such legal rule on that day.")
    status = 400


class SilenceNotTheirs(Refusal):
    message = _("The law says what silence means here (%(silence)s); an administration cannot change it.")
    status = 400


class SilenceNeedsTime(Refusal):
    message = _("Silence means something only once a time limit has passed: give the time limit.")
    status = 400


def write(procedure: Procedure, terms: Terms, *, starts_on: date, ends_on: date | None = None) -> ProcedureVersion:
    """A new version with its pieces. The caller made room for it."""
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        starts_on=starts_on,
        ends_on=ends_on,
        search_text=searchable(procedure, terms),
        **terms.columns(),
    )
    write_pieces(version, terms)
    return version


def rewrite(version: ProcedureVersion, terms: Terms) -> None:
    """Correct a version that nothing refers to."""
    for name, value in terms.columns().items():
        setattr(version, name, value)
    version.search_text = searchable(version.procedure, terms)
    version.save()
    version.needed_pieces.all().delete()
    write_pieces(version, terms)


def write_pieces(version: ProcedureVersion, terms: Terms) -> None:
    NeededPiece.objects.bulk_create(
        NeededPiece(
            version=version,
            position=position,
            required=piece.required,
            name_ar=piece.names.ar,
            name_fr=piece.names.fr,
            name_en=piece.names.en,
            name_zgh=piece.names.zgh,
        )
        for position, piece in enumerate(terms.pieces, 1)
    )


def searchable(procedure: Procedure, terms: Terms) -> str:
    """What a search looks into: the names and the guidance in every language, and the code."""
    texts = [getattr(names, lang) for names in (terms.names, terms.guidance) for lang in ("ar", "fr", "en", "zgh")]
    return normalise(" ".join(filter(None, [*texts, procedure.code])))


def refuse_beyond_the_law(country: str, terms: Terms, on: date) -> None:
    """The country's rule caps the time, the extension and the requests for pieces, and says what silence means.

    Raises: NoSuchRule, LongerThanTheLaw, SilenceNotTheirs, SilenceNeedsTime.
    """
    if terms.days is None and terms.silence != Silence.NOTHING:
        raise SilenceNeedsTime
    if not terms.legal_key:
        return
    try:
        rule = calendars.profile(country).legal_rule(terms.legal_key, on)
    except LookupError:
        raise NoSuchRule from None
    source = rule.source
    if terms.days is None or terms.days > rule.days or terms.day_unit != rule.unit:
        raise LongerThanTheLaw(days=rule.days, law=source)
    longest = rule.extensions * rule.extension_days
    if terms.extensions > rule.extensions or terms.extensions * terms.extension_days > longest:
        raise LongerThanTheLaw(days=rule.days + longest, law=source)
    if terms.completions > rule.completions:
        raise calendars.NoMoreCompletion(times=rule.completions)
    if terms.silence != rule.silence:
        raise SilenceNotTheirs(silence=Silence(rule.silence).label)


def room(there: list[ProcedureVersion], starts_on: date) -> dict[str, Any]:
    """End the version that stands on that day; the new one ends where a later one starts."""
    before = next((v for v in reversed(there) if v.starts_on < starts_on), None)
    after = next((v for v in there if v.starts_on > starts_on), None)
    if before and (before.ends_on is None or before.ends_on > starts_on):
        before.ends_on = starts_on
        before.save(update_fields=["ends_on"])
    return {"starts_on": starts_on, "ends_on": after.starts_on if after else None}


def used(version: ProcedureVersion) -> bool:
    """Whether something was done under it: then it stands as it is."""
    return any(uses(version.pk) for uses in queries.USERS)


def record(actor: Actor, version: ProcedureVersion, kind: str, now: datetime, **facts: Any) -> None:
    """Written last, because a chain stays locked until the transaction ends."""
    procedure = version.procedure
    journal.append(
        chain=f"procedures:{procedure.administration_id or procedure.country}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"procedure:{procedure.pk}",
        facts={"code": procedure.code, "version": version.pk, "from": version.starts_on.isoformat(), **facts},
    )
