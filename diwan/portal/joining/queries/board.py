"""How far an administration has come: each step computed from what is there, never from a tick somebody set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diwan.core.accounts import api as accounts
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.procedures import api as procedures
from diwan.engines.signing import api as signing
from diwan.kit import navigation

from ..enums import StepCode
from ..models import Trial

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import OfficeLine


@dataclass(frozen=True)
class Facts:
    """What the steps are computed from."""

    code: str
    sizes: organisations.Sizes = field(default_factory=organisations.Sizes)
    people: accounts.Counts = field(default_factory=accounts.Counts)
    sealed: bool = False
    trial: Trial | None = None
    receipted: bool = False
    procedures: int = 0  # its own: the common ones of the country stand at every office
    unstaffed: tuple[str, ...] = ()  # offices where nobody may process what arrives
    public: int = 0  # open offices that receive the public
    dressed: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the board: what there is, what is missing in words, where it is done."""

    code: StepCode
    done: bool
    there: str
    missing: str
    url: str
    optional: bool = False

    @property
    def label(self) -> Any:
        return self.code.label


@dataclass(frozen=True)
class Board:
    """The steps of one administration."""

    steps: list[Step]

    @property
    def needed(self) -> list[Step]:
        return [step for step in self.steps if not step.optional]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.needed)

    @property
    def ready(self) -> bool:
        return self.done == len(self.needed)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.needed if not step.done), None)


def board(administration_id: int, at: datetime) -> Board:
    """Of one administration (about 12 queries whatever its size)."""
    return Board(steps_of(facts_of(administration_id, at)))


def facts_of(administration_id: int, at: datetime) -> Facts:
    """What there is of one administration."""
    administration = organisations.root_unit(administration_id).administration
    offices = open_offices(administration_id, at)
    trial = Trial.objects.filter(administration_id=administration_id).order_by("-at").first()
    return Facts(
        code=administration.code,
        sizes=organisations.sizes(at.date()).get(administration_id, organisations.Sizes()),
        people=accounts.counts(at).get(administration_id, accounts.Counts()),
        sealed=signing.seal_certificate(administration.code) is not None,
        trial=trial,
        receipted=trial is not None and deposits.has_receipt(trial.deposit_id),
        procedures=procedures.count_open(administration_id, at),
        unstaffed=tuple(office.names.here for office in offices if not office.staff),
        public=sum(office.accepts_public for office in offices),
        dressed=bool(administration.emblem),
    )


def open_offices(administration_id: int, at: datetime) -> list[OfficeLine]:
    """Its registry offices that are open, each with how many people may process what arrives there."""
    lines = organisations.offices_of(administration_id, at, right=deposits.PROCESS)
    return [office for office in lines if office.is_open(at.date())]


def steps_of(facts: Facts) -> list[Step]:
    """The steps in their order."""
    return [
        _structure(facts),
        _people(facts),
        _offices(facts),
        _procedures(facts),
        _seal(facts),
        _invitations(facts),
        _trial(facts),
        _look(facts),
    ]


def _structure(facts: Facts) -> Step:
    units, posts = facts.sizes.units, facts.sizes.posts
    return Step(
        StepCode.STRUCTURE,
        units > 0 and posts > 1,
        _("%(units)s units, %(posts)s posts") % {"units": units, "posts": posts},
        _("There is no unit yet.") if not units else _("There is no post yet but the administrator's."),
        navigation.address("joining:upload"),
    )


def _people(facts: Facts) -> Step:
    count = facts.people.people
    return Step(
        StepCode.PEOPLE,
        count > 1,
        ngettext("%(count)s account", "%(count)s accounts", count) % {"count": count},
        _("You are alone here so far."),
        navigation.address("joining:upload"),
    )


def _offices(facts: Facts) -> Step:
    count = facts.sizes.offices
    if not count:
        missing = _("No registry office is open.")
    elif not facts.public:
        missing = _("No registry office receives the public.")
    else:
        missing = _("Nobody may process what arrives at: %(names)s") % {"names": " · ".join(facts.unstaffed)}
    return Step(
        StepCode.OFFICES,
        bool(count and facts.public and not facts.unstaffed),
        ngettext("%(count)s open registry office", "%(count)s open registry offices", count) % {"count": count},
        missing,
        navigation.address("joining:offices"),
    )


def _procedures(facts: Facts) -> Step:
    count = facts.procedures
    return Step(
        StepCode.PROCEDURES,
        count > 0,
        ngettext("%(count)s open procedure", "%(count)s open procedures", count) % {"count": count},
        _("There is no procedure of your own yet; those of the country stand at every office."),
        navigation.address("procedures:manage"),
        optional=True,
    )


def _seal(facts: Facts) -> Step:
    return Step(
        StepCode.SEAL,
        facts.sealed,
        _("The seal key is there."),
        _("There is no seal key yet: it would be made with the first receipt."),
        navigation.address("joining:seal"),
    )


def _invitations(facts: Facts) -> Step:
    people = facts.people
    asked = people.people > 1 and not people.to_invite
    return Step(
        StepCode.INVITATIONS,
        asked,
        _("%(active)s have come in, %(invited)s are invited") % {"active": people.active, "invited": people.invited},
        _("There is nobody to invite yet.")
        if people.people <= 1
        else ngettext("%(count)s person is not invited.", "%(count)s people are not invited.", people.to_invite)
        % {"count": people.to_invite},
        navigation.address("joining:invitations"),
    )


def _trial(facts: Facts) -> Step:
    if facts.trial is None:
        missing = _("No trial letter was handed in.")
    elif not facts.receipted:
        missing = _("Its receipt is still being sealed.")
    else:
        missing = _("It is still to be annulled in the register.")
    return Step(
        StepCode.TRIAL,
        facts.trial is not None and facts.receipted and facts.trial.annulled_at is not None,
        _("Handed in, receipted, annulled."),
        missing,
        navigation.address("joining:trial"),
    )


def _look(facts: Facts) -> Step:
    return Step(
        StepCode.LOOK,
        facts.dressed,
        _("The emblem and the colour are yours."),
        _("The emblem is still that of the house."),
        navigation.address("joining:look"),
        optional=True,
    )
