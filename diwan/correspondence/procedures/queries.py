"""Reading the catalogue: plain values that say what a procedure asks and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import ngettext

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names
from diwan.kit.arabic import normalise
from diwan.kit.frontpage import Figure

from .enums import ClockStart
from .models import Procedure, ProcedureVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor, OfficeCard

    from .terms import Terms


PLAIN_LETTER = "plain-letter"  # the code under which a catalogue describes a letter that asks for nothing set
# Who can say whether something was done under a version: apps above register themselves in `ready()`.
USERS: list[Callable[[int], bool]] = []


def register_user(uses: Callable[[int], bool]) -> None:
    """Have `uses(version_id)` asked before a version is corrected: one that was used stands as it is."""
    USERS.append(uses)


@dataclass(frozen=True)
class Needed:
    """A document the depositor joins."""

    id: int
    names: Names
    required: bool


@dataclass(frozen=True)
class ProcedureCard:
    """A version of a procedure as other apps see it. `rule` is its legal time, None when no text sets one."""

    version_id: int
    procedure_id: int
    code: str
    country: str
    administration_id: int | None
    unit_id: int | None
    names: Names
    guidance: Names
    identity: str
    needed: tuple[Needed, ...]
    clock_start: str
    completion_days: int
    recourse: Names
    rule: calendars.LegalRule | None


def card(version_id: int) -> ProcedureCard | None:
    """The version of that key, in force or not: a deposit keeps the one it was made under (2 queries)."""
    rows = ProcedureVersion.objects.select_related("procedure").prefetch_related("needed_pieces")
    version = rows.filter(pk=version_id).first()
    return card_of(version) if version else None


def offered_at(office: OfficeCard, at: datetime, text: str = "") -> list[ProcedureCard]:
    """What one may ask for at that office on that day: its administration's own procedures by name, then those of the
    country (2 queries). `text` keeps those whose names, guidance or code hold every word, in any of the languages.
    """
    ours = Q(procedure__administration_id=office.administration_id)
    common = Q(procedure__administration=None, procedure__country=office.country)
    rows = ProcedureVersion.objects.filter(ours | common).at(calendars.local_day(at, office.country)).matching(text)
    rows = rows.select_related("procedure").prefetch_related("needed_pieces")
    return sorted(map(card_of, rows), key=lambda card: (card.administration_id is None, normalise(card.names.here)))


def count_open(administration_id: int, at: datetime) -> int:
    """How many procedures of its own an administration offers on that day (2 queries); the common ones do not count."""
    rows = ProcedureVersion.objects.filter(procedure__administration_id=administration_id)
    country = rows.values_list("procedure__country", flat=True).first()
    return rows.at(calendars.local_day(at, country)).count() if country else 0


@dataclass(frozen=True)
class Listed:
    """A line of the public catalogue: the card and whose procedure it is."""

    card: ProcedureCard
    administration: Names | None


def catalogue(*, at: datetime, text: str = "", country: str = "", administration_id: int | None = None) -> QuerySet:
    """Every procedure in force now where it belongs, common ones first; for an administration, what it takes: its own
    and the common ones of its country.
    """
    now = Q()
    for code in calendars.countries():
        day = calendars.local_day(at, code)
        open_then = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        now |= Q(procedure__country=code, starts_on__lte=day) & open_then
    rows = ProcedureVersion.objects.filter(now).matching(text)
    if country:
        rows = rows.filter(procedure__country=country)
    if administration_id is not None:
        its = organisations.administrations(at.date()).filter(unit__administration_id=administration_id)
        common = Q(procedure__administration=None, procedure__country__in=its.values("unit__administration__country"))
        rows = rows.filter(Q(procedure__administration_id=administration_id) | common)
    order = ("procedure__country", F("procedure__administration_id").asc(nulls_first=True), "name_ar", "pk")
    return rows.select_related("procedure").prefetch_related("needed_pieces").order_by(*order)


def on_the_front_page(now: datetime) -> list[Figure]:
    """How many procedures one may ask for on this instance (1 query)."""
    count = catalogue(at=now).count()
    label = ngettext("procedure, with what it asks and promises", "procedures, with what each asks and promises", count)
    return [Figure(str(count), label, reverse("procedures:home"))] if count else []


def listed(rows: Iterable[ProcedureVersion], administrations: dict[int, Names]) -> list[Listed]:
    """Lines of the catalogue, with the names of `administration_names`."""
    cards = map(card_of, rows)
    return [Listed(card, administrations.get(card.administration_id or 0)) for card in cards]


def administration_names(at: datetime) -> dict[int, Names]:
    """The administrations of the instance by name (1 query)."""
    return {row.unit.administration_id: row.names for row in organisations.administrations(at.date())}


def current(procedure_id: int, at: datetime) -> ProcedureVersion | None:
    """The version of a procedure in force today, where it is."""
    rows = ProcedureVersion.objects.filter(procedure_id=procedure_id).select_related("procedure")
    rows = rows.prefetch_related("needed_pieces")
    last = rows.order_by("starts_on").last()
    return rows.at(calendars.local_day(at, last.procedure.country)).first() if last else None


def for_page(version_id: int) -> ProcedureVersion | None:
    """A version with all that its page shows (2 queries)."""
    rows = ProcedureVersion.objects.select_related("procedure").prefetch_related("needed_pieces")
    return rows.filter(pk=version_id).first()


def due_if_today(card: ProcedureCard, at: datetime) -> date | None:
    """The last day to answer what would be handed in now; None where no time runs from the receipt."""
    if card.rule is None or card.clock_start != ClockStart.REGISTRATION:
        return None
    start = calendars.local_day(at, card.country)
    return calendars.LegalClock(calendars.calendar(card.country), card.rule, start).due_on


@dataclass(frozen=True)
class Kept:
    """A procedure as its keepers list it: the version in force, or else the next or the last one."""

    procedure: Procedure
    version: ProcedureVersion
    state: str  # "open", "coming" or "closed"


def kept(actor: Actor, *, at: datetime, text: str = "") -> list[Kept]:
    """The procedures this actor keeps, those in force first (2 queries)."""
    rows = Procedure.objects.visible_to(actor).prefetch_related(
        Prefetch("versions", ProcedureVersion.objects.order_by("starts_on"))
    )
    found = []
    for procedure in rows.order_by("code"):
        versions = list(procedure.versions.all())
        if not versions:
            continue
        today = calendars.local_day(at, procedure.country)
        state, version = standing(versions, today)
        if all(word in version.search_text for word in normalise(text).split()):
            found.append(Kept(procedure, version, state))
    return sorted(found, key=lambda row: ("open", "coming", "closed").index(row.state))


def standing(versions: list[ProcedureVersion], today: date) -> tuple[str, ProcedureVersion]:
    for version in versions:
        if version.starts_on <= today and (version.ends_on is None or version.ends_on > today):
            return "open", version
    coming = next((version for version in versions if version.starts_on > today), None)
    return ("coming", coming) if coming else ("closed", versions[-1])


def card_of(version: ProcedureVersion, needed: tuple[Needed, ...] | None = None) -> ProcedureCard:
    """A version as others see it; its pieces should be prefetched, unless they are given."""
    procedure = version.procedure
    if needed is None:
        needed = tuple(Needed(piece.pk, piece.names, piece.required) for piece in version.needed_pieces.all())
    return ProcedureCard(
        version_id=version.pk,
        procedure_id=procedure.pk,
        code=procedure.code,
        country=procedure.country,
        administration_id=procedure.administration_id,
        unit_id=version.unit_id,
        names=version.names,
        guidance=text(version.guidance),
        identity=version.identity,
        needed=needed,
        clock_start=version.clock_start,
        completion_days=version.completion_days,
        recourse=text(version.recourse),
        rule=rule_of(version),
    )


def rule_of(version: ProcedureVersion) -> calendars.LegalRule | None:
    """The legal time of a version in the words of the calendars, which do the counting."""
    if version.days is None:
        return None
    source, names = text(version.source), version.names
    return calendars.LegalRule(
        since=version.starts_on,
        until=last_day(version.ends_on),
        source=calendars.Names(source.ar, source.fr, source.en, source.zgh),
        confirmed=version.confirmed,
        key=version.legal_key,
        names=calendars.Names(names.ar, names.fr, names.en, names.zgh),
        days=version.days,
        unit=version.day_unit,
        extensions=version.extensions,
        extension_days=version.extension_days,
        completions=version.completions,
        silence=version.silence,
        recourse_days=version.recourse_days or 0,
    )


def last_day(ends_on: date | None) -> date | None:
    """Versions end before a day, the rules of the calendars on one."""
    return date.fromordinal(ends_on.toordinal() - 1) if ends_on else None


def text(by_language: dict[str, str]) -> Names:
    """A JSON text as names; empty when there is none."""
    return Names(**{language: by_language.get(language, "") for language in ("ar", "fr", "en", "zgh")})


def card_of_terms(terms: Terms, country: str, administration_id: int, starts_on: date) -> ProcedureCard:
    """What is not recorded yet, as its depositors would see it."""
    procedure = Procedure(country=country, administration_id=administration_id)
    version = ProcedureVersion(procedure=procedure, starts_on=starts_on, **terms.columns())
    return card_of(version, tuple(Needed(0, piece.names, piece.required) for piece in terms.pieces))
