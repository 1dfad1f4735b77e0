"""An act from its preparation to its seal: typeset once, signed in order, numbered once, refused, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from diwan.core.files import api as files
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.registers import api as registers
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts import api as acts
from diwan.telework.acts import papers
from diwan.telework.acts.models import Act
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import decision, refuse, sign

pytestmark = pytest.mark.django_db


def prepared(house: Any, *signers: acts.Signer, who: str = "division", **changes: Any) -> Act:
    said: dict[str, Any] = {
        "kind": "test.act",
        "unit_id": house.posts["division"].unit_id,
        "subject": "test.thing:7",
        "title": "قرار الترخيص بالعمل عن بعد",
        "content": decision(),
        "signers": signers
        or [
            acts.Signer(post_id=house.posts["finance"].pk, role=acts.Role.VISA),
            acts.Signer(post_id=house.posts["head"].pk),
        ],
    }
    return acts.prepare(actor=house.actor(who), now=NOW, **said | changes)


def test_it_is_signed_numbered_and_sealed(house: Any) -> None:
    act = sign(prepared(house).pk)
    assert act.state == acts.State.SIGNED
    assert act.reference.startswith("MEN-I-")
    assert act.signed_at is not None
    with files.open_file(act.sealed_id) as stored:
        report = signing.validate(stored.read())
    assert len(report.signatures) == 2  # the director's and the seal
    line = registers.by_reference(act.reference)
    assert (line.subject_kind, line.subject_id) == ("telework.act", act.pk)


def test_jobs_that_run_twice_make_one_file_and_one_number(house: Any) -> None:
    act = prepared(house)
    run_jobs()
    before = Act.objects.get(pk=act.pk)
    assert papers.typeset(act_id=act.pk, now=NOW) is False
    assert parapheur.Folder.objects.count() == 1
    signed = sign(act.pk)
    assert papers.finish(act_id=act.pk, now=NOW) is False
    again = Act.objects.get(pk=act.pk)
    assert (again.sealed_id, again.entry_id, again.paper_id) == (signed.sealed_id, signed.entry_id, before.paper_id)
    assert registers.RegisterEntry.objects.filter(subject_kind="telework.act").count() == 1


def test_killed_between_number_and_seal_it_goes_on_with_the_same_number(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal failed after the number was taken: the act waits with its number, and takes no other."""
    act = prepared(house)
    with monkeypatch.context() as broken:
        broken.setattr(papers.signing, "seal", lambda *_a, **_k: (_ for _ in ()).throw(OSError("no authority")))
        half = sign(act.pk)
    assert half.state == acts.State.SIGNING
    assert half.reference
    run_jobs(ahead=True)
    whole = Act.objects.get(pk=act.pk)
    assert (whole.state, whole.reference) == (acts.State.SIGNED, half.reference)
    assert registers.RegisterEntry.objects.filter(subject_kind="telework.act").count() == 1


def test_an_employee_signs_in_person(house: Any) -> None:
    charter = prepared(
        house,
        acts.Signer(person_id=house.people["clerk"].pk),
        acts.Signer(post_id=house.posts["head"].pk),
        person_id=house.people["clerk"].pk,
    )
    assert sign(charter.pk).state == acts.State.SIGNED


def test_refused_by_a_signer_it_ends_with_the_reason_and_leaves_the_parapheur(house: Any) -> None:
    act = refuse(prepared(house).pk, "ينقص رأي المصلحة")
    assert (act.state, act.reason) == (acts.State.REFUSED, "ينقص رأي المصلحة")
    assert act.entry_id is None
    folder = parapheur.Folder.objects.get(pk=act.folder_id)
    assert folder.run is not None
    assert folder.run.state == "abandoned"


def test_withdrawn_before_any_signature(house: Any) -> None:
    act = prepared(house)
    run_jobs()
    with pytest.raises(acts.ReasonMissing):
        acts.withdraw(actor=house.actor("division"), act_id=act.pk, reason=" ", now=NOW)
    with pytest.raises(NotAllowed):
        acts.withdraw(actor=house.actor("clerk"), act_id=act.pk, reason="خطأ", now=NOW)
    acts.withdraw(actor=house.actor("division"), act_id=act.pk, reason="خطأ في التاريخ", now=NOW)
    run_jobs()
    assert Act.objects.get(pk=act.pk).state == acts.State.WITHDRAWN
    with pytest.raises(acts.TooLate):
        acts.withdraw(actor=house.actor("division"), act_id=act.pk, reason="خطأ", now=NOW)


def test_withdrawn_while_it_is_typeset_it_goes_to_nobody(house: Any) -> None:
    act = prepared(house)
    acts.withdraw(actor=house.actor("division"), act_id=act.pk, reason="خطأ في التاريخ", now=NOW)
    run_jobs()
    assert not parapheur.Folder.objects.exists()


def test_a_signature_given_is_not_withdrawn(house: Any) -> None:
    act = prepared(house, acts.Signer(post_id=house.posts["finance"].pk), acts.Signer(post_id=house.posts["head"].pk))
    sign(act.pk, until=1)
    with pytest.raises(acts.SignedInPart):
        acts.withdraw(actor=house.actor("division"), act_id=act.pk, reason="خطأ", now=NOW)
    assert sign(act.pk, until=1).state == acts.State.SIGNED
