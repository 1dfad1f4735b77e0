"""The folders of the demo, in a ministry small enough to be made at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.utils import timezone

from diwan.correspondence.parapheur import api as folders
from diwan.portal.demo.operations import parapheur
from tests.helpers.letters import furnish


@pytest.mark.django_db
def test_folders_stand_at_each_place_of_their_way():
    place, now = furnish("MEN", "وزارة التربية الوطنية"), timezone.now()
    people = {parapheur.WRITER: place.people["division"].pk}
    places = SimpleNamespace(administrations={"MEN": place.tenant})
    with ThreadPoolExecutor(1) as beside:
        sheets = parapheur.prepare(beside, now=now)
        assert parapheur.furnish(sheets, places, people, now=now) == len(parapheur.DECISIONS) + 1
    states = folders.Folder.objects.values_list("run__state", flat=True)
    assert sorted(filter(None, states)) == ["returned", *["running"] * 6]
    waiting = folders.Folder.objects.filter(run__turns__kind="signature", run__turns__state="open")
    assert waiting.count() == 3
    outside = folders.Folder.objects.get(run__turns__kind="outside", run__turns__state="open")
    assert outside.guests["company"]["email"] == parapheur.CONTRACTOR.email
