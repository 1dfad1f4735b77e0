"""Many signed with one proof: none twice, none said signed that is not, whatever dies on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import connection

from diwan.core.files import api as files
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur import making
from diwan.engines.signing import api as signing
from diwan.engines.signing.models import Relayed
from diwan.engines.signing.operations import owning
from diwan.engines.signing.tasks import forget_relayed
from diwan.kit.refusals import Refusal
from tests.core.facts.test_worker import database_url
from tests.core.people import NOW
from tests.helpers import tokens
from tests.helpers.drafting import empower
from tests.helpers.guests import convention, signed, waiting
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.parapheur import authorised, furnished, open_turn, prepared, refused, sent, shown, visa
from tests.helpers.signing import key_of

POINTS = ("parapheur.signed", "parapheur.joined", "parapheur.noted")


def ready(house: Any, count: int) -> list[Any]:
    """Folders that await the signature of the head."""
    folders = [prepared(house, title=f"قرار رقم {n}") for n in range(count)]
    run_jobs()
    folders = [parapheur.send(actor=house.actor("division"), folder_id=one.pk, now=NOW) for one in folders]
    for one in folders:
        visa(house, one)
    return folders


def signatures_of(folder: Any) -> list[Any]:
    return [one for one in signed_by_all(folder) if "Signature" in one.field]


def signed_by_all(folder: Any) -> list[Any]:
    """Seals too: in the name of somebody outside, and of the administration."""
    with files.open_file(folder.documents.get(role="main").file_id) as given:
        return list(signing.validate(given.read()).signatures)


class TestOneList:
    pytestmark = pytest.mark.django_db

    def test_each_is_signed_once_and_says_so(self, house):
        folders = ready(house, 3)
        row = authorised(house, *folders)
        run_jobs()
        assert set(row.signatures.values_list("state", flat=True)) == {"made"}
        for one in folders:
            assert len(signatures_of(one)) == 1

    def test_what_changed_after_it_was_shown_is_not_signed(self, house):
        one, two = ready(house, 2)
        lines = [(open_turn(folder).pk, shown(folder)) for folder in (one, two)]
        parapheur.Document.objects.filter(folder=two).update(label="آخر")
        with pytest.raises(parapheur.Changed):
            parapheur.authorise(
                actor=house.actor("head"),
                lines=lines,
                proof="totp",
                digest=parapheur.digest_of_list(lines),
                key=key_of(house.people["head"]),
                now=NOW,
            )

    def test_another_list_than_the_one_proved_is_refused(self, house):
        (one,) = ready(house, 1)
        with pytest.raises(parapheur.NotTheList):
            parapheur.authorise(
                actor=house.actor("head"),
                lines=[(open_turn(one).pk, shown(one))],
                proof="totp",
                digest="0" * 64,
                key="1",
                now=NOW,
            )

    def test_refused_meanwhile_says_why_and_signs_nothing(self, house):
        one, two = ready(house, 2)
        row = authorised(house, one, two)
        parapheur.recall(actor=house.actor("division"), folder_id=one.pk, now=NOW)
        run_jobs()
        said = dict(row.signatures.values_list("document__folder", "state"))
        assert said == {one.pk: "failed", two.pk: "made"}
        assert row.signatures.get(state="failed").reason == parapheur.Reason.NOT_ITS_TURN
        assert signatures_of(one) == []

    def test_signed_once_only_while_it_is_being_made(self, house):
        (one,) = ready(house, 1)
        authorised(house, one)
        with pytest.raises(parapheur.BeingSigned):
            authorised(house, one)
        with pytest.raises(parapheur.BeingSigned):
            refused(house, one, who="head")

    def test_a_key_below_the_level_is_refused(self, house):
        house.decision_type.level = "advanced"
        house.decision_type.save()
        (one,) = ready(house, 1)
        with pytest.raises(parapheur.KeyTooWeak):
            authorised(house, one)


class TestAKeyThatWaitsForItsOwner:
    """On a card, or at a service that asks them: nothing is lost, nothing is said signed meanwhile."""

    pytestmark = pytest.mark.django_db

    def asked(self, house, folders, now) -> tuple[Any, Any, Any]:
        """The list was proved, and the card at the head's computer is asked."""
        card, certificate, above = tokens.outsider()
        brought = signing.Brought(certificate, (above,))
        key = owning.take_in(actor=house.actor("head"), kind=signing.Kind.AGENT, brought=brought, place={}, now=now)
        row = self.authorised(house, folders, key, now)
        run_jobs()
        return row, key, card

    def authorised(self, house, folders, key, now) -> Any:
        lines = [(open_turn(one).pk, shown(one)) for one in folders]
        digest = parapheur.digest_of_list(lines)
        about = {"lines": lines, "proof": "totp", "digest": digest, "key": str(key.pk)}
        return parapheur.authorise(actor=house.actor("head"), now=now, **about)

    def test_an_owner_who_does_not_answer_holds_nobody_up(self, house):
        (folder,), now = ready(house, 1), datetime.now(UTC)
        row, key, _card = self.asked(house, [folder], now)
        making.give_up(now=now + timedelta(hours=23))
        assert row.signatures.get().state == "waiting"
        making.give_up(now=now + timedelta(hours=25))
        assert (row.signatures.get().state, row.signatures.get().reason) == ("failed", "absent")
        assert self.authorised(house, [folder], key, now).signatures.get().state == "waiting"

    def test_what_was_asked_long_ago_is_forgotten(self, house):
        (folder,), now = ready(house, 1), datetime.now(UTC)
        self.asked(house, [folder], now)
        forget_relayed()
        assert Relayed.objects.count() == 1
        Relayed.objects.update(asked_at=now - timedelta(days=8))
        forget_relayed()
        assert not Relayed.objects.exists()

    def test_what_is_owed_waits_then_is_made_once(self, house):
        folders, now, head = ready(house, 20), datetime.now(UTC), house.actor("head")
        row, key, card = self.asked(house, folders, now)
        assert set(row.signatures.values_list("state", flat=True)) == {"waiting"}
        asked = list(Relayed.objects.all())
        assert len(asked) == 20  # all of the list at once, in however many pieces it is prepared
        assert signing.awaited(head.person_id, str(key.pk)).count == 20
        given = {one.digest: card.sign(bytes(one.octets), PKCS1v15(), SHA256()) for one in asked}
        signing.give_relayed(actor=head, key_id=key.pk, signatures=given, now=now)
        run_jobs()
        assert set(row.signatures.values_list("state", flat=True)) == {"made"}
        assert Relayed.objects.count() == 20  # prepared again it was the same
        assert signing.awaited(head.person_id, str(key.pk)) is None
        for one in folders:
            assert len(signatures_of(one)) == 1


@pytest.fixture
def committed(transactional_db: None) -> Any:
    return furnished(empower(furnish("MEN", "وزارة التربية الوطنية")))


def worked(whose: str, number: int, failpoints: Path) -> int:
    """How a process that makes these signatures ended."""
    where = {"DATABASE_URL": database_url(), "DATABASE_OWNER_URL": database_url(), "DIWAN_FAILPOINTS": str(failpoints)}
    command = [sys.executable, "-m", "tests.correspondence.parapheur.worker", whose, str(number)]
    return subprocess.run(command, env={**os.environ, **where}, check=False).returncode


@pytest.mark.django_db(transaction=True)
class TestKills:
    @pytest.mark.parametrize("point", POINTS)
    def test_a_process_that_dies_loses_and_doubles_nothing(self, committed, tmp_path, point):
        folders = ready(committed, 3)
        row = authorised(committed, *folders)
        (tmp_path / point).touch()
        assert worked("authorisation", row.pk, tmp_path) == -9
        for one in row.signatures.all():  # what is said is true, at this very moment
            assert bool(signatures_of(one.document.folder)) == (one.state == "made")
        assert worked("authorisation", row.pk, tmp_path) == 0
        assert set(row.signatures.values_list("state", flat=True)) == {"made"}
        for one in folders:
            assert len(signatures_of(one)) == 1
            assert one.run.history.filter(verb="agreed", turn__kind="signature").count() == 1

    def test_what_somebody_outside_signed_is_made_whole_or_not_at_all(self, committed, tmp_path):
        place, kind = committed, convention(committed, "killed")
        folder = waiting(place, kind, place.actor("division"), place.posts["division"].pk)
        guest = signed(folder, jobs=False).invited.get()
        (tmp_path / "parapheur.guest_signed").touch()
        assert worked("guest", guest.pk, tmp_path) == -9
        assert signed_by_all(folder) == []
        assert not folder.documents.filter(role="proof").exists()
        assert [worked("guest", guest.pk, tmp_path) for _time in range(2)] == [0, 0]
        assert len(signed_by_all(folder)) == 1
        assert folder.documents.filter(role="proof").count() == 1

    def test_two_jobs_at_once_make_each_once(self, committed):
        from django.utils import timezone

        folders = ready(committed, 3)
        row = authorised(committed, *folders)
        at_once(*[lambda: making.make_all(authorisation_id=row.pk, clock=timezone.now)] * 2)
        for one in folders:
            assert len(signatures_of(one)) == 1

    def test_a_visa_and_a_recall_at_once_are_one_of_them(self, committed):
        folder = sent(committed)
        turn, seen = open_turn(folder), shown(folder)
        agent, finance = committed.actor("division"), committed.actor("finance")
        found = at_once(
            lambda: parapheur.agree(actor=finance, turn_id=turn.pk, shown=seen, now=NOW),
            lambda: parapheur.recall(actor=agent, folder_id=folder.pk, now=NOW),
        )
        folder.run.refresh_from_db()
        assert folder.run.state == "recalled"  # a visa may be given before it is called back, never after
        assert found[1] == "done"

    def test_two_clicks_are_one_visa(self, committed):
        folder = sent(committed)
        turn, seen = open_turn(folder), shown(folder)
        finance = committed.actor("finance")
        found = at_once(*[lambda: parapheur.agree(actor=finance, turn_id=turn.pk, shown=seen, now=NOW)] * 2)
        assert sorted(found) == ["NotNow", "done"]


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
