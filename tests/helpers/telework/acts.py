"""What `acts` adds to the small world of the house, and how an act is signed whole."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone

from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits
from diwan.telework.acts import api as acts
from diwan.telework.acts.models import Act
from tests.helpers.jobs import run_jobs
from tests.helpers.signing import key_of


def sign(act_id: int, *, until: int | None = None) -> Act:
    """Every signer in turn agrees or signs, by the real operations, and the jobs run; the act as it is then.

    `until`: only so many of them.
    """
    run_jobs()
    asked = Act.objects.get(pk=act_id).signers.count()
    for _n in range(asked if until is None else until):
        step(Act.objects.select_related("folder").get(pk=act_id))
        run_jobs()
    return Act.objects.get(pk=act_id)


def step(act: Act, *, who: int | None = None) -> None:
    """The next turn, decided by whoever may (or by that person)."""
    from django.contrib.auth import get_user_model

    turn = open_turn(act)
    now = timezone.now()
    card = organisations.post_cards([turn.post_id], now)[turn.post_id]
    person = get_user_model()._default_manager.get(pk=who or (card.holders or card.interims)[0][0])
    actor = organisations.actor_for(person.pk, now)
    shown = fingerprint(act)
    if turn.kind == circuits.Kind.VISA:
        parapheur.agree(actor=actor, turn_id=turn.pk, shown=shown, now=now)
        return
    lines = [(turn.pk, shown)]
    digest = parapheur.digest_of_list(lines)
    parapheur.authorise(actor=actor, lines=lines, proof="totp", digest=digest, key=key_of(person), now=now)


def refuse(act_id: int, text: str = "ينقص التعليل") -> Act:
    """Whoever has it before them says no."""
    run_jobs()
    act = Act.objects.select_related("folder").get(pk=act_id)
    turn, now = open_turn(act), timezone.now()
    card = organisations.post_cards([turn.post_id], now)[turn.post_id]
    actor = organisations.actor_for((card.holders or card.interims)[0][0], now)
    parapheur.refuse(actor=actor, turn_id=turn.pk, shown=fingerprint(act), text=text, now=now)
    run_jobs()
    return Act.objects.get(pk=act_id)


def open_turn(act: Act) -> Any:
    folder = parapheur.Folder.objects.get(pk=act.folder_id)
    return circuits.Turn.objects.get(run_id=folder.run_id, state="open")


def fingerprint(act: Act) -> str:
    folder = parapheur.Folder.objects.get(pk=act.folder_id)
    return parapheur.fingerprint(folder, folder.documents.select_related("file"))


def decision(text: str = "يرخص للمعنية بالأمر بالعمل عن بعد يومين في الأسبوع.") -> acts.Content:
    """A document of two articles."""
    return acts.Content(
        grounds=["بناء على دليل العمل عن بعد بإدارات الدولة"],
        blocks=[acts.verb("قرر ما يلي"), acts.article("المادة الأولى", text), acts.article("المادة الثانية", "ينشر.")],
    )


class Acts:
    """Things of the holder's administration, made when a row of the table asks for them."""

    here: Any
    office: Any

    @functools.cached_property
    def act(self) -> Act:
        """An act the holder prepared, before its signer."""
        return self.act_of("قرار الترخيص بالعمل عن بعد")

    def act_of(self, title: str, *, person_id: int | None = None) -> Act:
        from tests.core import people
        from tests.helpers.house import HOLDER

        acts.register_kind(acts.Kind(code="test.act", label="قرار"))
        assert self.office
        actor = self.actor(HOLDER)  # type: ignore[attr-defined]
        root = people.root(self.here)
        return acts.prepare(
            actor=actor,
            kind="test.act",
            unit_id=root.pk,
            subject="test.thing:1",
            title=title,
            content=decision(),
            signers=[acts.Signer(person_id=actor.person_id)],
            person_id=person_id,
            now=timezone.now(),
        )

    @functools.cached_property
    def signed_act(self) -> Act:
        return sign(self.act.pk)
