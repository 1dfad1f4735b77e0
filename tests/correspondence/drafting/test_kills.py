"""Two signatories at once, and processes that die while a letter is signed or sealed: one number, one document."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import connection

from diwan.core.files.models import Claim
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.drafting.models import SEALED
from diwan.correspondence.letters import api as letters
from diwan.engines.registers.models import RegisterEntry
from diwan.kit.refusals import Refusal
from tests.core import people
from tests.core.facts.test_worker import database_url
from tests.core.people import NOW
from tests.helpers.drafting import begun, empower, signed
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> Any:
    """The head signs, and so does a deputy of theirs."""
    place = empower(furnish("MEN", "وزارة التربية الوطنية"))
    post = people.post(place.units["DRH"], "نائب المدير", rights={drafting.SIGN: "subtree", "letters.read": "subtree"})
    deputy = people.person("Deputy MEN", administration=place.tenant)
    people.seat(deputy, post)
    place.posts["deputy"], place.people["deputy"] = post, deputy
    return place


def at_once(*acts: Any) -> list[Any]:
    """What became of each: "done", or the refusal. All begin together, each on its own connection."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Any) -> None:
        try:
            gate.wait(10)
            act()
            found[place] = "done"
        except Refusal as refusal:
            found[place] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def by_another(failpoints: Any, what: str, *keys: int) -> int:
    """What a process that does this ends with; -9 when it was killed on the way."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATABASE_OWNER_URL": database_url(),
        "DIWAN_FAILPOINTS": str(failpoints),
    }
    command = [sys.executable, "-m", "tests.correspondence.drafting.worker", what, *map(str, keys)]
    return subprocess.run(command, env=environment, check=False).returncode


def numbers() -> list[int]:
    return sorted(RegisterEntry.objects.values_list("number", flat=True))


def whole(draft: drafting.Draft) -> None:
    """The letter has its number, and its sealed document once."""
    draft.refresh_from_db()
    letter = letters.Letter.objects.get(pk=draft.letter_id)
    assert (draft.state, letter.state) == ("sealed", "registered")
    assert letter.reference
    assert [piece.file_id for piece in letter.pieces.all()] == [draft.sealed_id]
    for kind in ("drafting.signed", "letters.registered", "drafting.sealed"):
        assert letter.acts.filter(kind=kind).count() == 1, kind
    assert Claim.objects.filter(purpose=SEALED, subject=str(draft.pk)).count() == 1


def test_two_signatories_at_once_give_one_number(house):
    for turn in range(1, 4):
        draft = begun(house)
        about = {"draft_id": draft.pk, "version": draft.version, "now": NOW}
        actors = [house.actor(who) for who in ("head", "deputy")]
        found = at_once(*[lambda actor=actor: drafting.sign_off(actor=actor, **about) for actor in actors])  # noqa: B023
        assert sorted(found) == ["NotWritten", "done"]
        assert numbers() == list(range(1, turn + 1))
        run_jobs()
        whole(draft)


def test_signed_while_somebody_writes_what_is_signed_is_what_was_shown(house):
    won = set()
    for _turn in range(4):
        draft = begun(house)
        head, writer, version = house.actor("head"), house.actor("division"), draft.version
        found = at_once(
            lambda: drafting.sign_off(actor=head, draft_id=draft.pk, version=version, now=NOW),  # noqa: B023
            lambda: drafting.keep(
                actor=writer,  # noqa: B023
                draft_id=draft.pk,  # noqa: B023
                base=version,  # noqa: B023
                subject="موضوع آخر",
                body="<p>نص آخر</p>",
                now=NOW,
            ),
        )
        assert found.count("done") == 1, found
        draft.refresh_from_db()
        if found[0] == "done":
            assert (draft.signed_version, draft.version) == (version, version)
            assert "نص آخر" not in letters.Letter.objects.get(pk=draft.letter_id).body
        else:
            assert (draft.state, draft.signed_version) == ("writing", None)
        won.add(found[0])
    assert won


@pytest.mark.parametrize("point", ["drafting.before_number", "letters.before_lock"])
def test_killed_while_it_is_signed_nothing_was_signed(house, tmp_path, point):
    draft = begun(house)
    for _kill in range(2):
        (tmp_path / point).touch()
        assert by_another(tmp_path, "sign", draft.pk, house.people["head"].pk) == -9
        draft.refresh_from_db()
        assert (draft.state, draft.signed_version) == ("writing", None)
        assert numbers() == []
    assert by_another(tmp_path, "sign", draft.pk, house.people["head"].pk) == 0
    assert numbers() == [1]
    run_jobs()
    whole(draft)


@pytest.mark.parametrize(("point", "state"), [("drafting.sealed", "signed"), ("drafting.attached", "sealed")])
def test_killed_while_it_is_sealed_the_number_gets_its_document_once(house, tmp_path, point, state):
    draft = signed(house, begun(house))
    (tmp_path / point).touch()
    assert by_another(tmp_path, "seal", draft.pk) == -9
    draft.refresh_from_db()
    assert draft.state == state
    # The job that was told with the number is still owed, and may be done twice.
    run_jobs()
    assert by_another(tmp_path, "seal", draft.pk) == 0
    whole(draft)
    assert numbers() == [1]


def test_sealed_by_two_workers_at_once_it_has_one_document(house):
    from diwan.correspondence.drafting import sealed

    draft = signed(house, begun(house))
    assert at_once(*[lambda: sealed.issue(draft_id=draft.pk, now=NOW)] * 2) == ["done", "done"]
    run_jobs()
    whole(draft)
