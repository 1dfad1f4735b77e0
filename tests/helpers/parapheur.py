"""Folders in the ministries of tests/helpers/letters.py: their types, their circuits, and how they go."""

from __future__ import annotations

import io
from typing import Any

from diwan.core.files import api as files
from diwan.core.organisations.api import Names
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur import papers
from diwan.engines.circuits import api as circuits
from diwan.engines.documents import api as documents
from tests.core.people import NOW
from tests.helpers.drafting import begun
from tests.helpers.signing import key_of

NUMBER, DELIVER = "numbering", "delivery"


def step(key: str, kind: str, post: Any = None, **more: Any) -> circuits.Step:
    who = circuits.Who(circuits.How.POST, post.pk) if post else circuits.Who(circuits.How.ITSELF)
    return circuits.Step(key=key, kind=circuits.Kind(kind), who=who, names=Names(key, key), **more)


def kind_of(place: Any, code: str = "letter", **more: Any) -> Any:
    return circuits.DocumentType.objects.create(
        administration=place.tenant, code=code, name_ar="مراسلة", name_fr="Courrier", **more
    )


def circuit(place: Any, kind: Any, *stages: list[circuits.Step] | circuits.Step, name: str = "مسار المراسلات") -> Any:
    """A circuit in use."""
    drawn = circuits.Definition(tuple(circuits.Stage(tuple(one if isinstance(one, list) else [one])) for one in stages))
    row = circuits.Circuit.objects.create(administration=place.tenant, type=kind, name_ar=f"{name} {kind.code}")
    return circuits.CircuitVersion.objects.create(
        circuit=row,
        number=1,
        state="active",
        definition=circuits.to_json(drawn),
        changed_at=NOW,
        activated_at=NOW,
    )


def furnished(place: Any) -> Any:
    """A letter goes: visa of the finance, signature of the head, number, delivery; a decision: visa, signature."""
    posts = place.posts
    place.letter_type, place.decision_type = kind_of(place), kind_of(place, "decision")
    circuit(
        place,
        place.letter_type,
        step("visa", "visa", posts["finance"]),
        step("sign", "signature", posts["head"]),
        step(NUMBER, "numbering"),
        step(DELIVER, "delivery"),
    )
    circuit(
        place,
        place.decision_type,
        step("visa", "visa", posts["finance"]),
        step("sign", "signature", posts["head"]),
        step(NUMBER, "numbering"),
        step("seal", "seal"),
    )
    return place


def pdf_of(words: str = "قرار") -> bytes:
    page = {
        "layout": "ar",
        "administration": {
            "name": {"ar": "وزارة", "fr": "Ministère"},
            "country": {"ar": "المملكة المغربية", "fr": "Royaume du Maroc"},
            "emblem": None,
        },
        "head": {"ar": [], "fr": []},
        "addressed": {"ar": [], "fr": []},
        "greeting": {"ar": "", "fr": ""},
        "closing": {"ar": "", "fr": ""},
        "subject": words,
        "answers": None,
        "body": [],
        "second": [],
        "signer": {"title": {"ar": "المدير", "fr": ""}, "name": {"ar": "", "fr": ""}, "basis": ""},
        "annexes": [],
        "copies": [],
        "number": "",
        "date": None,
        "hijri": None,
        "verification": None,
        "stamps": True,
    }
    return documents.render("drafting/letter", page, language="ar", title=words, at=NOW)


def stored(content: bytes | None = None, name: str = "decision.pdf") -> Any:
    return files.store(io.BytesIO(content or pdf_of()), name=name, now=NOW)


def prepared(place: Any, who: str = "division", main: list[Any] | None = None, **changes: Any) -> Any:
    said = {"type": place.decision_type.pk, "title": "قرار التعيين"} | changes
    given = main if main is not None else [stored()]
    return parapheur.prepare(
        actor=place.actor(who),
        post_id=place.posts[who].pk,
        said=parapheur.Said(**said),
        main=[one.pk for one in given],
        now=NOW,
    )


def sent(place: Any, folder: Any = None, who: str = "division", **changes: Any) -> Any:
    """A folder on its way; its pages are counted by the job."""
    from tests.helpers.jobs import run_jobs

    folder = folder or prepared(place, who, **changes)
    run_jobs()
    return parapheur.send(actor=place.actor(who), folder_id=folder.pk, now=NOW)


def sent_letter(place: Any, draft: Any = None, who: str = "division", **changes: Any) -> Any:
    draft = draft or begun(place, who)
    signing = place.posts["head"].pk
    made = drafting.paper(draft_id=draft.pk, post_id=signing, now=NOW)
    with files.open_file(made.file_id) as given:
        pages = papers.count(given)
    said = {"type": place.letter_type.pk, "title": draft.letter.subject} | changes
    return parapheur.send_letter(
        actor=place.actor(who),
        post_id=place.posts[who].pk,
        draft_id=draft.pk,
        made=made,
        signing=signing,
        pages=pages,
        said=parapheur.Said(**said),
        now=NOW,
    )


def shown(folder: Any) -> str:
    folder = parapheur.Folder.objects.get(pk=folder.pk)
    return parapheur.fingerprint(folder, folder.documents.select_related("file"))


def open_turn(folder: Any, kind: str = "") -> Any:
    rows = circuits.Turn.objects.filter(run_id=parapheur.Folder.objects.get(pk=folder.pk).run_id, state="open")
    return (rows.filter(kind=kind) if kind else rows).get()


def visa(place: Any, folder: Any, who: str = "finance") -> Any:
    turn = open_turn(folder)
    return parapheur.agree(actor=place.actor(who), turn_id=turn.pk, shown=shown(folder), now=NOW)


def refused(place: Any, folder: Any, who: str = "finance", text: str = "خطأ في المبلغ", **more: Any) -> Any:
    turn = open_turn(folder)
    return parapheur.refuse(actor=place.actor(who), turn_id=turn.pk, shown=shown(folder), text=text, now=NOW, **more)


def authorised(place: Any, *folders: Any, who: str = "head") -> Any:
    lines = [(open_turn(folder).pk, shown(folder)) for folder in folders]
    return parapheur.authorise(
        actor=place.actor(who),
        lines=lines,
        proof="totp",
        digest=parapheur.digest_of_list(lines),
        key=key_of(place.people[who]),
        now=NOW,
    )
