"""A process that does what the site and its workers do with a file, on the database of the test, and says after each
what memory it has taken so far: one line of JSON for each line it is told, `{"do": "sign", "authorisation": 12}`."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from pathlib import Path
from typing import Any


def peak(pid: int | str = "self") -> int:
    """MB that a process ever held; 0 when it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) >> 10 if found else 0


class Below:
    """Looks, while it lasts, at the processes that judge for this one. What their parent held when it started them is
    not theirs: they count once they are who they are."""

    def __init__(self) -> None:
        self.most, self.over = 0, threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self.over.wait(0.02):
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    mine = f"\nPPid:\t{os.getpid()}\n" in (path / "status").read_text()
                    judges = mine and b"validation.child" in (path / "cmdline").read_bytes()
                except OSError:
                    continue
                if judges:
                    self.most = max(self.most, peak(path.name))


def receive(path: str) -> int:
    """Sent piece by piece, as the browser does."""
    from django.utils import timezone

    from diwan.core.files import api as files

    source = Path(path)
    upload = files.uploads.begin(
        name=source.name, length=source.stat().st_size, client="a browser", network="", now=timezone.now()
    )
    with source.open("rb") as stream:
        done = files.uploads.receive(token=upload.token, offset=0, stream=stream, now=timezone.now())
    return done.file_id


def count(document: int) -> int:
    from diwan.correspondence.parapheur import handlers, models
    from diwan.correspondence.parapheur.events import FileGiven

    handlers.read_file(FileGiven(document_id=document))
    return models.Document.objects.get(pk=document).pages


def draw(file: int, page: int) -> int:
    from diwan.core.files import api as files
    from diwan.correspondence.parapheur import papers

    with files.open_file(file) as given:
        return len(papers.picture(given, page, 840))


def sign(authorisation: int) -> int:
    from django.utils import timezone

    from diwan.correspondence.parapheur import making

    return making.make_all(authorisation_id=authorisation, clock=timezone.now)


def go_on(folder: int) -> None:
    """The steps that nobody decides: number, seal."""
    from diwan.correspondence.parapheur import handlers, models
    from diwan.engines.circuits import api as circuits

    run = models.Folder.objects.get(pk=folder).run_id
    rows = circuits.Turn.objects.filter(run=run, state=circuits.TurnState.OPEN, post=None).select_related("run")
    while turn := rows.first():
        handlers.by_itself(turn)


def judge(file: int) -> list[Any]:
    from django.utils import timezone

    from diwan.engines.signing import api as signing

    kept = signing.judge(file_id=file, now=timezone.now())
    assert kept is not None
    return [kept.verdict, *kept.said.reasons]


def watch(folder: int) -> int:
    """Watched as any finished folder; then renewed at once."""
    from django.utils import timezone

    from diwan.correspondence.parapheur import lasting, models
    from diwan.engines.signing.models import LastingFile
    from diwan.engines.signing.operations.lasting import renew

    lasting.watch(folder_id=folder, now=timezone.now())
    row = LastingFile.objects.get(subject=str(models.Document.objects.get(folder=folder).pk))
    renew(lasting_id=row.pk, now=timezone.now())
    row.refresh_from_db()
    return row.file_id


def download(file: int, to: str) -> int:
    """By its link, as a browser."""
    from django.test import Client

    from diwan.core.files import api as files

    answer = Client().get(files.link(file, purpose="tests"))
    with Path(to).open("wb") as target:
        for piece in answer.streaming_content:
            target.write(piece)
    return answer.status_code


def main() -> None:
    import django

    django.setup()
    below = Below()
    for line in sys.stdin:
        told = json.loads(line)
        done = globals()[told.pop("do")](**told)
        print(json.dumps({"done": done, "here": peak(), "below": below.most}), flush=True)
    below.over.set()


if __name__ == "__main__":
    main()
