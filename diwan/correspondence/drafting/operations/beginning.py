"""A letter is begun from a post: empty, from a template, in answer to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Layout
from ..models import Draft, Formula, Template, Version
from ..queries.filling import values_for
from ..text.fields import fill, filled
from ..text.reading import read
from ..text.writing import to_html

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Seat

    from ..models import TemplateVersion


class NoOffice(Refusal):
    message = _("No registry office of your administration is open, so a letter could have no number.")
    advice = _("Ask the administrator of your administration to open one.")


class Gone(Refusal):
    message = _("The template, the formula or the letter you chose is not there any more. Nothing was begun.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is chosen when a letter is begun; the rest is written afterwards."""

    kind: letters.Kind
    subject: str = ""
    addressees: tuple[letters.Correspondent, ...] = ()
    layout: Layout = Layout.ARABIC
    template: int | None = None
    formula: int | None = None
    answers: int | None = None
    instruction: int | None = None
    level: letters.Level = letters.Level.ORDINARY


def begin(*, actor: Actor, post_id: int, beginning: Beginning, now: datetime) -> Draft:
    """Begin a letter: it has no number, the unit of the post sees it, and its first version is what the template says.

    Raises:
        NotAllowed: the actor does not act for that post.
        letters.NoCorrespondent: it goes to nobody.
        NoOffice, Gone
    """
    seat = letters.seat_at(actor, post_id)
    if seat is None:
        raise NotAllowed
    if not beginning.addressees:
        raise letters.NoCorrespondent
    with acknowledged():
        answered = answered_letter(actor, beginning)
        made_from, formula = chosen(beginning, seat)
        office = office_for(seat, answered, now)
        main, second = (
            values_for(seat, office, beginning.addressees[0], answered, now, language)
            for language in ("fr" if beginning.layout == Layout.FRENCH else "ar", "fr")
        )
        subject = subject_of(beginning, made_from, answered, main)
        letter = letters.draft(
            actor=actor,
            post_id=post_id,
            office_id=office.id,
            kind=beginning.kind,
            letter=letters.NewLetter(
                subject=subject,
                parties=beginning.addressees,
                unit=seat.unit_id,
                language="fr" if beginning.layout == Layout.FRENCH else "ar",
                medium=letters.Medium.INTERNAL if beginning.kind == letters.Kind.INTERNAL else letters.Medium.PAPER,
                level=no_lower(beginning.level, answered),
                plan_class=answered.plan_class_id if answered else None,
                dossier=answered.dossier_id if answered else None,
            ),
            now=now,
        )
        if answered:
            letters.link(letter=letter, other_id=answered.pk, kind=letters.LinkKind.ANSWERS, now=now)
        draft = Draft.objects.create(
            letter=letter,
            layout=beginning.layout,
            made_from=made_from,
            formula=formula,
            answers=answered,
            instruction_id=beginning.instruction if answered else None,
            version=1,
            begun_by_id=actor.person_id,
            changed_at=now,
        )
        first_version(draft, subject, seat, actor, now, main, second)
        return draft


def first_version(
    draft: Draft, subject: str, seat: Seat, actor: Actor, now: datetime, main: dict[str, str], second: dict[str, str]
) -> None:
    """What the template says, its fields filled."""
    made_from = draft.made_from
    Version.objects.create(
        draft=draft,
        number=1,
        subject=subject,
        body=filled_html(made_from.body if made_from else "", main),
        second=filled_html(made_from.second, second) if made_from and draft.layout == Layout.BOTH else "",
        person_id=actor.person_id,
        post_id=seat.post_id,
        basis=seat.basis,
        at=now,
    )


def answered_letter(actor: Actor, beginning: Beginning) -> letters.Letter | None:
    """The letter that is answered, and that this actor reads; the instruction must be about it and be theirs."""
    if beginning.answers is None:
        return None
    rows = letters.Letter.objects.visible_to(actor).exclude(state=letters.State.DRAFT)
    answered = rows.select_related("administration").filter(pk=beginning.answers).first()
    if answered is None:
        raise Gone
    if beginning.instruction is not None:
        asked = circulation.Instruction.objects.filter(pk=beginning.instruction, letter=answered).first()
        if asked is None:
            raise Gone
        if circulation.seat_of(actor, asked) is None:
            raise NotAllowed
    return answered


def chosen(beginning: Beginning, seat: Seat) -> tuple[TemplateVersion | None, Formula | None]:
    made_from = formula = None
    if beginning.template:
        offered = Template.objects.offered_to(seat.unit_path, seat.administration_id)
        template = offered.filter(pk=beginning.template, kind=beginning.kind).first()
        made_from = template.versions.first() if template else None
        if made_from is None:
            raise Gone
    if beginning.formula:
        rows = Formula.objects.filter(administration=seat.administration_id, retired_at=None)
        formula = rows.filter(pk=beginning.formula).first()
        if formula is None:
            raise Gone
    return made_from, formula


def office_for(seat: Seat, answered: letters.Letter | None, now: datetime) -> organisations.OfficeCard:
    """The office whose register numbers the letter: that of the letter answered, else the nearest above the unit."""
    if answered and answered.administration_id == seat.administration_id:
        card = organisations.open_office(answered.office_id, now, public=False)
        if card is not None:
            return card
    lines = organisations.offices_of(seat.administration_id, now, right=letters.REGISTER)
    standing = [line for line in lines if line.is_open(now.date())]
    if not standing:
        raise NoOffice
    above = [int(key) for key in seat.unit_path.strip("/").split("/")]
    nearest = max(standing, key=lambda line: above.index(line.unit_id) if line.unit_id in above else -1)
    card = organisations.office_card(nearest.id, now)
    assert card is not None
    return card


def no_lower(level: letters.Level, answered: letters.Letter | None) -> letters.Level:
    """A reply is read by no more people than the letter it answers."""
    levels = [letters.Level(level)] + ([letters.Level(answered.level)] if answered else [])
    return max(levels, key=list(letters.Level).index)


def subject_of(
    beginning: Beginning, made_from: TemplateVersion | None, answered: letters.Letter | None, values: dict[str, str]
) -> str:
    given = beginning.subject or (made_from.subject if made_from else "") or (answered.subject if answered else "")
    return fill(given, values)[:300]


def filled_html(html: str, values: dict[str, str]) -> str:
    return to_html(filled(read(html)[0], values))
