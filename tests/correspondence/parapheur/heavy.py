"""A process that does what the site and its workers do with a file, on the database of the test, and says after each
what memory it has taken so far: one line of JSON for each line it is told, `{"do": "sign", "authorisation": 12}`."""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any


def peaks() -> dict[str, int]:
    """MB that this process, and the largest of those it started, ever held."""
    here = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert here is not None
    return {"here": int(here[1]) >> 10, "below": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10}


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


def watch(folder: int) -> list[int]:
    """Watched as any finished folder; then renewed at once."""
    from django.utils import timezone

    from diwan.correspondence.parapheur import lasting
    from diwan.engines.signing.models import LastingFile
    from diwan.engines.signing.operations.lasting import renew

    lasting.watch(folder_id=folder, now=timezone.now())
    rows = LastingFile.objects.order_by("pk")
    for row in rows:
        renew(lasting_id=row.pk, now=timezone.now())
    return list(rows.values_list("file_id", flat=True))


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
    for line in sys.stdin:
        told = json.loads(line)
        done = globals()[told.pop("do")](**told)
        print(json.dumps({"done": done, **peaks()}), flush=True)


if __name__ == "__main__":
    main()
