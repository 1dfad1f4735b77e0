"""A thing goes through its circuit: in order, by whoever may, and by nobody else."""

from __future__ import annotations

import pytest

from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed
from tests.helpers.circuits import NOW, terms
from tests.helpers.jobs import run_jobs


def test_it_goes_through_in_order(plain):
    run = plain.sent()
    with pytest.raises(NotAllowed):
        plain.decide("director", run)  # the chief's turn is first; the director is above, but the chief sits there
    plain.decide("chief", run)
    turn = plain.decide("director", run)
    assert (turn.state, turn.basis, turn.acted_from_id) == ("agreed", "holder", plain.post("director"))
    (number,) = plain.open(run)
    circuits.done_by_itself(turn_id=number.pk, now=NOW)
    circuits.done_by_itself(turn_id=number.pk, now=NOW)
    run.refresh_from_db()
    assert run.state == "done"
    assert [told.act.verb for told in circuits.history(run)] == ["sent", "agreed", "agreed", "done"]
    assert [stop.place for stop in circuits.progress(run)] == ["done", "done", "done"]


def test_a_mandate_signs_once_it_is_signed_and_says_so(plain):
    mandate = circuits.give_mandate(
        actor=plain.actor("director"),
        post_id=plain.post("director"),
        person_id=plain.people["general"].pk,
        terms=terms(kinds=frozenset({circuits.Kind.SIGNATURE})),
        now=NOW,
    )
    run_jobs()
    run = plain.sent()
    plain.decide("chief", run)
    with pytest.raises(NotAllowed):
        plain.decide("general", run)
    mandate = circuits.sign_mandate(actor=plain.actor("director"), mandate_id=mandate.pk, now=NOW)
    assert mandate.act is not None
    turn = plain.decide("general", run)
    assert (turn.basis, turn.mandate_id, turn.behind) == ("mandate", mandate.pk, [plain.people["director"].pk])
