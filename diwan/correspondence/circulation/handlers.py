"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from .enums import State, Verb
from .events import InstructionAnswered, InstructionEnded, InstructionGiven, InstructionSentBack, NoteWritten
from .models import Instruction, Note
from .operations import clocks, closing, moving, ruling
from .telling import givers_of, languages, people_at, tell


def found(instruction_id: int) -> Instruction:
    rows = Instruction.objects.select_related(
        "letter__administration", "letter__office", "dispatch__post", "dispatch__parent", "unit"
    )
    return rows.get(pk=instruction_id)


@facts.hears(InstructionGiven)
def tell_whom_it_was_given_to(fact: InstructionGiven) -> None:
    row = found(fact.instruction_id)
    if row.state != State.OPEN:
        return  # taken back before anybody was told
    now = timezone.now()
    sentence = _("For your information: %(letter)s") if row.verb == Verb.INFORM else _("You were given: %(letter)s")
    if row.due_on:
        sentence = _("You were given, to be done by %(day)s: %(letter)s")
    people = people_at(row.post_id, row.unit_id, now)
    tell(
        people,
        "circulation.given",
        sentence,
        row.letter,
        once=str(row.pk),
        now=now,
        due_on=row.due_on,
        but=row.dispatch.person_id,
    )


@facts.hears(InstructionAnswered)
def tell_who_asked(fact: InstructionAnswered) -> None:
    row, now = found(fact.instruction_id), timezone.now()
    if row.answered_at is None:
        return
    sentence, once = _("Answered: %(letter)s"), f"{row.pk}:{row.answered_at:%Y%m%d%H%M%S%f}"
    tell(givers_of(row, now), "circulation.answered", sentence, row.letter, once=once, now=now, but=row.answered_by_id)


@facts.hears(InstructionSentBack)
def tell_who_answered(fact: InstructionSentBack) -> None:
    row, now = found(fact.instruction_id), timezone.now()
    sentence, once = _("Sent back, to be done again: %(letter)s"), f"{row.pk}:{fact.at}"
    tell(people_at(row.post_id, row.unit_id, now), "circulation.sent_back", sentence, row.letter, once=once, now=now)


ENDED = {
    State.TAKEN_BACK: ("circulation.taken_back", _("No longer asked of you: %(letter)s")),
    State.MOVED: ("circulation.moved", _("Taken over by somebody else: %(letter)s")),
    State.GIVEN_BACK: ("circulation.given_back", _("Given back to you: %(letter)s")),
}


@facts.hears(InstructionEnded)
def tell_of_the_end(fact: InstructionEnded) -> None:
    """Those it was taken from, or, given back, those who gave it. A closing needs no words."""
    if fact.state not in ENDED:
        return
    row, now = found(fact.instruction_id), timezone.now()
    kind, sentence = ENDED[State(fact.state)]
    if fact.state == State.GIVEN_BACK:
        people = givers_of(row, now)
    else:
        people = people_at(row.post_id, row.unit_id, now) if row.post_id else {}
    tell(people, kind, sentence, row.letter, once=str(row.pk), now=now, but=row.ended_by_id)


@facts.hears(NoteWritten)
def tell_whom_a_note_calls(fact: NoteWritten) -> None:
    note = Note.objects.select_related("letter__administration").get(pk=fact.note_id)
    if note.withdrawn_at is not None:
        return
    now = timezone.now()
    cards = organisations.post_cards(note.mentions.values_list("post_id", flat=True), now)
    people = languages([person for card in cards.values() for person, *_n in (*card.holders, *card.interims)])
    sentence = _("A note calls you to: %(letter)s")
    tell(people, "circulation.mentioned", sentence, note.letter, once=str(note.pk), now=now, but=note.person_id)


@facts.hears(letters.LetterRegistered)
def follow_the_rules(fact: letters.LetterRegistered) -> None:
    """A rule that acts by itself gives the letter at once; the others only propose."""
    ruling.apply(letter_id=fact.letter_id, now=timezone.now())


@facts.hears(letters.LetterClosed)
def end_what_was_asked(fact: letters.LetterClosed) -> None:
    """However a letter was closed, nothing is asked about it any more."""
    closing.end_all(letter_id=fact.letter_id, now=timezone.now())


@facts.hears(letters.LetterAnnulled)
def end_what_was_asked_of_nothing(fact: letters.LetterAnnulled) -> None:
    closing.end_all(letter_id=fact.letter_id, now=timezone.now())


@facts.hears(organisations.UnitChanged)
def carry_on(fact: organisations.UnitChanged) -> None:
    """A unit is no more: what it was asked goes on at the unit that took over (see also `tasks.carry_on`)."""
    if fact.change == "abolished":
        moving.resettle(now=timezone.now(), unit_id=fact.unit_id)


@facts.hears(calendars.CalendarChanged)
def follow_the_calendar(fact: calendars.CalendarChanged) -> None:
    """A day was announced or withdrawn: dates counted in worked days are counted again."""
    clocks.recompute(country=fact.country, now=timezone.now())
