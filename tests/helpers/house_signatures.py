"""Things of signatures in the small world: a letter whose file bears one."""

from __future__ import annotations

import functools
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils import timezone

from tests.core import people


@functools.cache
def filled_form() -> bytes:
    """A certified form that was filled afterwards, as allowed: a page looks otherwise since.

    In a thread of its own, for pyHanko runs an event loop and Playwright has one in this thread.
    """
    from benchmarks import signed_corpus
    from benchmarks.signed_corpus import honest, sheets
    from benchmarks.signed_corpus.signing import sign

    def made() -> bytes:
        certified = sign(sheets.contract(form=True), signed_corpus.world().alice, certify=2)
        return honest.fill(certified, "250 dirhams")

    with ThreadPoolExecutor(1) as aside:
        return aside.submit(made).result()


class Signatures:
    """Part of `World`, which gives `office` and `plan_class`."""

    office: Any
    plan_class: Any

    @functools.cached_property
    def signed_letter(self) -> Any:
        from diwan.core.files import api as files
        from diwan.correspondence.letters import api as letters

        file = files.store(io.BytesIO(filled_form()), name="عقد.pdf", now=timezone.now())
        return letters.register(
            actor=people.SYSTEM,
            office_id=self.office.pk,
            kind=letters.Kind.INCOMING,
            letter=letters.NewLetter(
                subject="عقد موقع",
                parties=(letters.Correspondent(name="شركة الأمل"),),
                plan_class=self.plan_class.pk,
            ),
            pieces=[file.pk],
            now=timezone.now(),
        )

    @functools.cached_property
    def signed_file(self) -> Any:
        """Its file, judged as the job does, without the other process."""
        from diwan.engines.signing import api as signing

        file = self.signed_letter.pieces.get().file
        report = signing.examine(filled_form())
        signing.FileVerdict.objects.create(
            file=file, verdict=report.verdict, report=report.as_json(), judged_at=timezone.now()
        )
        return file
