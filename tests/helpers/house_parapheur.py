"""Things of the parapheur in the small world: types and circuits of the holder's ministry, folders in each state."""

from __future__ import annotations

import functools
from typing import Any

from django.utils import timezone


class Parapheur:
    """Part of `World`, which gives `here`, the holder's administration."""

    here: Any
    users: Any
    draft_letter: Any
    holding: Any
    post: Any

    @property
    def own_post(self) -> Any:
        return self.users["holder"].holding_set.order_by("pk").first().post

    @functools.cached_property
    def folder_type(self) -> Any:
        from tests.helpers.parapheur import circuit, kind_of, step

        place = self._place()
        kind = kind_of(place, "decision")
        circuit(place, kind, step("visa", "visa", self.own_post), step("sign", "signature", self.own_post))
        return kind

    def _place(self) -> Any:
        from types import SimpleNamespace

        return SimpleNamespace(tenant=self.here)

    @functools.cached_property
    def prepared_folder(self) -> Any:
        return self._prepared()

    def _prepared(self) -> Any:
        """Another than the one that is on its way: what is sent is prepared no more."""
        from diwan.correspondence.parapheur import api as parapheur
        from tests.helpers.jobs import run_jobs
        from tests.helpers.parapheur import stored

        folder = parapheur.prepare(
            actor=self.holder_now(),
            post_id=self.own_post.pk,
            said=parapheur.Said(type=self.folder_type.pk, title="قرار التعيين"),
            main=[stored().pk],
            now=timezone.now(),
        )
        run_jobs()
        return folder

    def holder_now(self) -> Any:
        from diwan.core.organisations.api import actor_for

        return actor_for(self.users["holder"].pk, timezone.now())

    @functools.cached_property
    def folder(self) -> Any:
        """Sent by the holder, before the holder for a visa."""
        from diwan.correspondence.parapheur import api as parapheur

        return parapheur.send(actor=self.holder_now(), folder_id=self._prepared().pk, now=timezone.now())

    @property
    def folder_document(self) -> Any:
        return self.folder.documents.get(role="main")

    @functools.cached_property
    def open_turn(self) -> Any:
        return self.folder.run.turns.get(state="open")

    @functools.cached_property
    def folder_shown(self) -> str:
        from tests.helpers.parapheur import shown

        return shown(self.folder)

    @functools.cached_property
    def visaed_turn(self) -> Any:
        """Decided by the holder a moment ago, and nobody acted since."""
        from diwan.correspondence.parapheur import api as parapheur
        from tests.helpers.parapheur import shown

        turn = self.open_turn
        parapheur.agree(actor=self.holder_now(), turn_id=turn.pk, shown=shown(self.folder), now=timezone.now())
        return turn

    # what a person outside is asked, and what one signed

    @functools.cached_property
    def guest_type(self) -> Any:
        from tests.helpers.guests import convention

        return convention(self._place())

    @functools.cached_property
    def guest_folder(self) -> Any:
        from tests.helpers.guests import waiting

        return waiting(self, self.guest_type, self.holder_now(), self.own_post.pk)

    @property
    def guest_turn(self) -> Any:
        return self.guest_folder.run.turns.get(kind="outside")

    @functools.cached_property
    def guest_token(self) -> str:
        """The address that was sent."""
        from tests.helpers.guests import token_of

        return token_of(self.guest_folder, "sign")

    @functools.cached_property
    def signed_outside(self) -> Any:
        from tests.helpers.guests import signed, waiting

        return signed(waiting(self, self.guest_type, self.holder_now(), self.own_post.pk))

    @property
    def receipt_token(self) -> str:
        from tests.helpers.guests import token_of

        return token_of(self.signed_outside, "receipt")

    @functools.cached_property
    def seated_post(self) -> Any:
        """Another post of the ministry, where somebody sits."""
        assert self.holding
        return self.post

    @functools.cached_property
    def annotation(self) -> Any:
        from diwan.correspondence.parapheur.operations import reading

        said = {"page": 1, "x": 100, "y": 100, "text": "للتصحيح", "private": False}
        return reading.annotate(
            actor=self.holder_now(), document_id=self.folder_document.pk, now=timezone.now(), **said
        )

    @functools.cached_property
    def authorisation(self) -> Any:
        from diwan.correspondence.parapheur import api as parapheur
        from tests.helpers.parapheur import shown
        from tests.helpers.signing import key_of

        assert self.visaed_turn
        lines = [(self.folder.run.turns.get(state="open").pk, shown(self.folder))]
        return parapheur.authorise(
            actor=self.holder_now(),
            lines=lines,
            proof="totp",
            digest=parapheur.digest_of_list(lines),
            key=key_of(self.users["holder"]),
            now=timezone.now(),
        )
