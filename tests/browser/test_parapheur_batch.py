"""Two hundred signed with one passkey while the worker is killed: each once, none said signed that is not."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from diwan.core.files import api as files
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.signing import api as signing
from tests.core.facts.test_worker import started_worker, wait_for
from tests.helpers import stamps
from tests.helpers.parapheur_house import awaiting, signing_house
from tests.helpers.signing import key_of

from .conftest import Screen, opened
from .journeys import add_passkey, judged, looked_at, plug_in

if TYPE_CHECKING:
    from pathlib import Path

COUNT, MANY, SAMPLE = 200, 400, 12
CASES = [("ar", 390), ("fr", 1440)]
POINTS = ("parapheur.signed", "parapheur.joined", "parapheur.noted")


@pytest.fixture
def house(transactional_db: None, settings: Any) -> Any:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return signing_house()


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, house):
    yield from opened(browser, live_server, *request.param, has_touch=request.param[1] == 390)


def authorised(screen: Screen, house: Any, count: int) -> parapheur.Authorisation:
    """The director chooses all that waits, sees the exact list, and proves once to be there."""
    page, head = screen.page, house.people["head"]
    assert key_of(head)
    awaiting(house, count)
    plug_in(page)
    screen.sign_in(head)
    add_passkey(page, screen.base)
    screen.open(reverse("parapheur:box"))
    page.locator("[data-select-all]").check()
    looked_at(screen, "batch-chosen")
    page.locator(".choice-acts button").click()
    expect(page.locator(".to-sign > li")).to_have_count(count)
    looked_at(screen, "batch-list")
    page.locator("[data-presence-passkey]").click()
    page.wait_for_url("**/parapheur/signatures/*/")
    return parapheur.Authorisation.objects.get()


def told(screen: Screen) -> tuple[int, int]:
    """What the page says: made, of how many."""
    words = screen.page.locator("#signing [role=status]").first.inner_text()
    made, total = (int(one) for one in re.findall(r"\d+", words)[:2])
    return made, total


def content_of(row: parapheur.Signature) -> bytes:
    with files.open_file(row.document.file_id) as given:
        return given.read()


def signed_fields(row: parapheur.Signature) -> int:
    """How many signatures the document of this row bears, read from the file itself."""
    return len(stamps.fields(content_of(row)))


def made(row: parapheur.Authorisation) -> int:
    return row.signatures.filter(state="made").count()


def until_more(row: parapheur.Authorisation, than: int) -> None:
    wait_for(lambda: made(row) > than, 240)


def demand_truth(screen: Screen, row: parapheur.Authorisation, count: int) -> None:
    """What the page says is what the files bear, at a moment when nobody signs."""
    page = screen.page
    page.reload(wait_until="networkidle")
    rows = list(row.signatures.select_related("document"))
    assert told(screen) == (sum(one.state == "made" for one in rows), count)
    for one in rows:
        assert signed_fields(one) == (one.state == "made"), one.document.label


def test_two_hundred_are_signed_once_each_though_the_worker_is_killed(screen, house, tmp_path):
    page = screen.page
    row = authorised(screen, house, COUNT)
    assert told(screen) == (0, COUNT)
    with started_worker() as worker:
        until_more(row, COUNT // 10)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert 0 < made(row) < COUNT
    demand_truth(screen, row, COUNT)
    looked_at(screen, "batch-killed")
    with started_worker():
        expect(page.locator("#signing")).not_to_have_attribute("hx-trigger", "every 1s", timeout=240_000)
    assert told(screen) == (COUNT, COUNT)
    looked_at(screen, "batch-done")
    demand_truth(screen, row, COUNT)
    demand_signed_once(row, tmp_path)


def demand_signed_once(row: parapheur.Authorisation, folder: Path) -> None:
    """As many signatures as were authorised, one for each turn; a sample is judged by ours and by poppler's."""
    rows = list(parapheur.Signature.objects.select_related("document", "turn"))
    assert len(rows) == len({one.turn_id for one in rows}) == len({one.document_id for one in rows})
    assert {(one.state, one.turn.state, one.authorisation_id) for one in rows} == {("made", "agreed", row.pk)}
    assert {one.turn.history.filter(verb="agreed").count() for one in rows} == {1}
    for one in random.Random(253).sample(rows, min(SAMPLE, len(rows))):
        pdf = content_of(one)
        report = judged(pdf)
        assert (report.verdict, len(report.signatures)) == (signing.Verdict.PASSED, 1), report
        if shutil.which("pdfsig"):
            (folder / "one.pdf").write_bytes(pdf)
            said = subprocess.run(["pdfsig", "-nocert", folder / "one.pdf"], capture_output=True, text=True, check=True)
            assert said.stdout.count("Signature is Valid.") == 1, said.stdout


@pytest.mark.long
def test_killed_again_and_again(browser, live_server, house, tmp_path, monkeypatch):
    """At each point where a process may die, and at moments of chance."""
    monkeypatch.setenv("DIWAN_FAILPOINTS", str(tmp_path))
    chance = random.Random(253)
    for screen in opened(browser, live_server, "ar", 390, has_touch=True):
        row = authorised(screen, house, MANY)
        for kind in (*POINTS, "chance", "chance", *POINTS):
            before = made(row)
            with started_worker() as worker:
                if kind == "chance":
                    until_more(row, before + chance.randint(1, 9))
                    os.kill(worker.pid, signal.SIGKILL)
                else:
                    until_more(row, before)
                    (tmp_path / kind).touch()
                worker.wait(240)
            demand_truth(screen, row, MANY)
        with started_worker():
            expect(screen.page.locator("#signing")).not_to_have_attribute("hx-trigger", "every 1s", timeout=240_000)
        demand_truth(screen, row, MANY)
    demand_signed_once(row, tmp_path)
