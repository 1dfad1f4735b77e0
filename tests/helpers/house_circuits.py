"""Things of circuits in the small world: a type with an amount, circuits drawn and in use, a mandate, a ceiling."""

from __future__ import annotations

import functools
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.core import people


class Circuits:
    """Part of `World`, which gives `here`, the holder's administration."""

    here: Any
    users: Any
    post: Any
    holding: Any

    @functools.cached_property
    def document_type(self) -> Any:
        from diwan.engines.circuits import api as circuits

        names = people.Names("عقد", "Contrat")
        amount = circuits.Field("amount", circuits.Type.NUMBER, people.Names("المبلغ", "Montant"))
        return circuits.create_type(
            actor=people.SYSTEM,
            administration_id=self.here.pk,
            code="contract",
            names=names,
            fields=[amount],
            now=timezone.now(),
        )

    def drawn(self, arabic: str) -> Any:
        """A circuit of one signature, by the holder of the post of the world."""
        from diwan.engines.circuits import api as circuits

        assert self.holding
        made = circuits.create_circuit(
            actor=people.SYSTEM, type_id=self.document_type.pk, names=people.Names(arabic), now=timezone.now()
        )
        who = circuits.Who(circuits.How.POST, self.post.pk)
        step = circuits.Step("s1", circuits.Kind.SIGNATURE, who, people.Names("توقيع الرئيس", "Signature du chef"))
        drawing = circuits.Definition((circuits.Stage((step,)),))
        return circuits.draw(actor=people.SYSTEM, version_id=made.pk, definition=drawing, base=0, now=timezone.now())

    @functools.cached_property
    def circuit_draft(self) -> Any:
        """Being drawn for the second time, so that it may be thrown away."""
        from diwan.engines.circuits import api as circuits

        first = self.drawn("مسار يرسم")
        circuits.activate(actor=people.SYSTEM, version_id=first.pk, base=first.edits, now=timezone.now())
        return circuits.new_version(actor=people.SYSTEM, circuit_id=first.circuit_id, now=timezone.now())

    @functools.cached_property
    def ceiling(self) -> Any:
        from diwan.engines.circuits import api as circuits

        said = {"post_id": self.post.pk, "type_id": self.document_type.pk, "up_to": Decimal(200000)}
        return circuits.set_ceiling(actor=people.SYSTEM, now=timezone.now(), **said)

    def mandate_of(self, giver: Any, person: Any, **changes: Any) -> Any:
        """From the first post of a person."""
        from diwan.core.organisations.api import actor_for
        from diwan.engines.circuits import api as circuits

        now = timezone.now()
        actor = actor_for(giver.pk, now)
        terms = circuits.Terms(starts_at=now, ends_at=now + timedelta(days=20), **changes)
        seat = actor.seats[0]
        return circuits.give_mandate(actor=actor, post_id=seat.post_id, person_id=person.pk, terms=terms, now=now)

    @functools.cached_property
    def mandate(self) -> Any:
        """Given by the holder to the stand-in, its document made."""
        return self.ready(self.mandate_of(self.users["holder"], self.colleague))

    @functools.cached_property
    def colleague(self) -> Any:
        """Somebody of the administration with a seat."""
        user = people.person("Salma Fassi", "سلمى الفاسي", administration=self.here)
        people.seat(user, people.post(people.root(self.here), "مكلفة بمهمة"))
        return user

    @functools.cached_property
    def third(self) -> Any:
        user = people.person("Omar Bennis", "عمر بنيس", administration=self.here)
        people.seat(user, people.post(people.root(self.here), "مكلف بالدراسات"))
        return user

    def ready(self, mandate: Any) -> Any:
        from diwan.core.files import api as files
        from diwan.engines.circuits.operations.mandates import attach_act

        now = timezone.now()
        file = files.store(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), name="mandate.pdf", now=now)
        attach_act(mandate_id=mandate.pk, file_id=file.pk, now=now)
        mandate.refresh_from_db()
        return mandate

    @functools.cached_property
    def onward_mandate(self) -> Any:
        """Given to the holder by a colleague, who lets it be handed on."""
        from diwan.core.organisations.api import actor_for
        from diwan.engines.circuits import api as circuits

        made = self.ready(self.mandate_of(self.colleague, self.users["holder"], onward=True))
        actor = actor_for(self.colleague.pk, timezone.now())
        return circuits.sign_mandate(actor=actor, mandate_id=made.pk, now=timezone.now())
