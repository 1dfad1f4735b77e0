"""Things of the archives in the small world: old files, what is to become of them, packages."""

from __future__ import annotations

import functools
import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.core import people


class Archives:
    """Part of `World`, which gives `here`, the holder's administration."""

    here: Any
    plan_class: Any

    def dossier_of_old(self, title: str = "ملف قديم", **said: Any) -> Any:
        """A file closed long ago."""
        from diwan.correspondence.letters import api as letters

        then = people.LONG_AGO - timedelta(days=6000)
        made = letters.open_dossier(
            actor=people.SYSTEM,
            unit_id=people.root(self.here).pk,
            plan_class_id=self.plan_class.pk,
            title=title,
            now=then,
            **said,
        )
        return letters.close_dossier(actor=people.SYSTEM, dossier_id=made.pk, now=then)

    @functools.cached_property
    def old_dossier(self) -> Any:
        return self.dossier_of_old()

    @functools.cached_property
    def due_dossier(self) -> Any:
        """A file whose time is over by the schedule."""
        self.end_its_time()
        return self.dossier_of_old("ملف انتهت مدته")

    def end_its_time(self) -> None:
        """A year for the class of the plan, which is over for the files of old."""
        from diwan.correspondence.archives import api as archives

        archives.set_rule(
            actor=people.SYSTEM,
            plan_class_id=self.plan_class.pk,
            active_years=1,
            intermediate_years=0,
            fate=archives.Fate.DESTROY,
            source="قرار",
            now=timezone.now(),
        )

    @functools.cached_property
    def hold(self) -> Any:
        from diwan.correspondence.archives import api as archives

        now = timezone.now()
        held = self.dossier_of_old("ملف محجوز")
        return archives.hold(actor=people.SYSTEM, dossier_id=held.pk, reason="دعوى", now=now)

    @functools.cached_property
    def destruction(self) -> Any:
        """A list that nobody in the world proposed, so that its holder may approve it."""
        from diwan.correspondence.archives import api as archives

        assert self.due_dossier
        return archives.propose(actor=people.SYSTEM, administration_id=self.here.pk, now=timezone.now())

    @functools.cached_property
    def approved_destruction(self) -> Any:
        from diwan.correspondence.archives.models import DestructionList

        DestructionList.objects.filter(pk=self.destruction.pk).update(state="approved", decided_at=timezone.now())
        self.destruction.refresh_from_db()
        return self.destruction

    @functools.cached_property
    def certified_destruction(self) -> Any:
        from diwan.correspondence.archives import certificates
        from diwan.correspondence.archives.operations import destroying

        one = self.approved_destruction
        for item in one.items.all():
            destroying.destroy(actor=people.SYSTEM, item_id=item.pk, now=timezone.now())
        certificates.issue(list_id=one.pk, now=timezone.now())
        one.refresh_from_db()
        return one

    @functools.cached_property
    def packaged(self) -> bytes:
        """A package of the old file."""
        from diwan.correspondence.archives.operations import packing
        from diwan.correspondence.archives.seda import zipping

        said = {"actor": people.SYSTEM, "dossier_id": self.old_dossier.pk, "at": timezone.now()}
        transfer, content = packing.transfer_of(**said)
        stream = io.BytesIO()
        zipping.pack(stream, transfer, content.open, lambda done, total: None)
        return stream.getvalue()

    @functools.cached_property
    def package(self) -> Any:
        from diwan.correspondence.archives.operations import receiving

        return receiving.receive(
            actor=people.SYSTEM,
            administration_id=self.here.pk,
            stream=io.BytesIO(self.packaged),
            now=timezone.now(),
        )
