"""Two people at once: one act wins, the other is told, and nothing is written twice."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import connection

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from tests.core.people import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run these together; how many did it, how many were refused."""
    gate, done, refused = threading.Barrier(len(acts)), [], []

    def run(act):
        try:
            gate.wait()
            done.append(act())
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done), len(refused)


def test_one_answer_and_one_taking_back(office):
    letter = office.letter()
    [row] = office.give(letter, "DRH")
    head, clerk = office.actor("head"), office.actor("clerk")
    for _turn in range(3):
        about = {"instruction_id": row.pk, "reason": "خطأ", "now": NOW}
        back = partial(circulation.give_back, actor=head, **about)
        assert at_once(back, partial(circulation.take_back, actor=clerk, **about)) == (1, 1)
        assert letter.acts.filter(kind__in=["circulation.given_back", "circulation.taken_back"]).count() == _turn + 1
        [row] = office.give(letter, "DRH")


def test_two_closings(office):
    [row] = office.give(office.letter(), "DRH")
    clerk = office.actor("clerk")

    def close():
        return circulation.close(actor=clerk, instruction_id=row.pk, now=NOW)

    assert at_once(close, close) == (1, 1)


def test_nothing_is_passed_on_from_what_is_being_taken_back(office):
    letter = office.letter()
    head, clerk = office.actor("head"), office.actor("clerk")
    for _turn in range(3):
        [row] = office.give(letter, "DRH")
        below = [circulation.Asked(unit=office.units["DIV"].pk, verb=circulation.Verb.PREPARE)]
        said = {"letter_id": letter.pk, "asked": below, "parent_id": row.pk, "now": NOW}
        back = {"instruction_id": row.pk, "reason": "خطأ", "now": NOW}
        at_once(partial(circulation.give, actor=head, **said), partial(circulation.take_back, actor=clerk, **back))
        assert not Instruction.objects.live().filter(letter=letter).exists()


def test_a_letter_is_not_given_while_it_is_closed(office):
    letter = office.letter()
    clerk = office.actor("clerk")
    at_once(
        lambda: office.give(letter, "DRH"),
        lambda: circulation.close_letter(actor=clerk, letter_id=letter.pk, now=NOW),
    )
    letter.refresh_from_db()
    live = Instruction.objects.live().filter(letter=letter).exists()
    assert live != (letter.state == letters.State.CLOSED)
