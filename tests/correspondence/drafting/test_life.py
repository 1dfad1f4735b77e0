"""A letter is begun, written, signed, numbered and sealed; each no on the way."""

from __future__ import annotations

import io

import pikepdf
import pytest

from diwan.core.files import api as files
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.drafting.operations import particulars, signing, writing
from diwan.correspondence.letters import api as letters
from diwan.engines.signing import api as seals
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.drafting import begun, signed, write
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import incoming

Asked, Verb = circulation.Asked, circulation.Verb


def asked_to_reply(office):
    letter = incoming(office, their_reference="HCP/2026/15")
    asked = [Asked(unit=office.units["DRH"].pk, verb=Verb.PREPARE, lead=True)]
    first = circulation.give(actor=office.actor("clerk"), letter_id=letter.pk, asked=asked, now=NOW).instructions.get()
    below = [Asked(unit=office.units["DIV"].pk, verb=Verb.PREPARE)]
    second = circulation.give(
        actor=office.actor("head"), letter_id=letter.pk, asked=below, parent_id=first.pk, now=NOW
    ).instructions.get()
    return letter, second


def test_a_reply_is_written_below_signed_above_and_answers_what_was_asked(office):
    letter, instruction = asked_to_reply(office)
    draft = begun(office, answers=letter.pk, instruction=instruction.pk)
    assert (draft.letter.state, draft.letter.reference, draft.version) == ("draft", "", 2)
    signed(office, draft)
    reply = letters.Letter.objects.get(pk=draft.letter_id)
    assert (reply.state, reply.kind, draft.state) == ("registered", "outgoing", "signed")
    assert reply.reference
    assert reply.body.startswith("جوابا")
    assert reply.links.get().kind == letters.LinkKind.ANSWERS
    instruction.refresh_from_db()
    assert (instruction.state, instruction.reply_id) == ("answered", reply.pk)
    assert instruction.answered_by_id == office.people["division"].pk

    run_jobs()
    draft.refresh_from_db()
    assert draft.state == "sealed"
    main = reply.pieces.get(role=letters.PieceRole.MAIN)
    assert main.file_id == draft.sealed_id
    assert "بالمعطيات" in main.text
    with files.open_file(main.file_id) as sealed:
        pdf = sealed.read()
    assert seals.validate(pdf).verdict == seals.Verdict.PASSED
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert {"proof.json", "content.json"} <= set(document.attachments)
    assert run_jobs() == 0
    assert reply.pieces.count() == 1


def test_only_the_version_shown_is_signed(office):
    draft = begun(office)
    shown = draft.version
    write(office, draft, "<p>نص آخر</p>")
    with pytest.raises(signing.OtherVersion):
        drafting.sign_off(actor=office.actor("head"), draft_id=draft.pk, version=shown, now=NOW)
    draft.refresh_from_db()
    assert draft.state == "writing"
    assert draft.letter.reference == ""


def test_who_may_not_sign_is_refused(office):
    draft = begun(office)
    for who in ("division", "finance", "clerk"):
        with pytest.raises(NotAllowed):
            drafting.sign_off(actor=office.actor(who), draft_id=draft.pk, version=draft.version, now=NOW)


def test_a_letter_without_text_or_with_a_field_left_is_not_signed(office):
    empty = begun(office, words="")
    with pytest.raises(drafting.EmptyLetter):
        signed(office, empty)
    unfilled = begun(office, words="<p>عدد {their_reference}</p>")
    with pytest.raises(drafting.FieldsLeft):
        signed(office, unfilled)


def test_what_is_signed_is_not_written_any_more(office):
    draft = signed(office, begun(office))
    with pytest.raises(particulars.NotWritten):
        write(office, draft, "<p>بعد التوقيع</p>")
    with pytest.raises(particulars.NotWritten):
        signed(office, draft)


def test_two_writers_never_overwrite_each_other(office):
    draft = begun(office)
    base = draft.version
    write(office, draft, "<p>نص الأول</p>", who="division", base=base)
    with pytest.raises(writing.WrittenMeanwhile) as refused:
        write(office, draft, "<p>نص الثاني</p>", who="head", base=base)
    assert "نص الأول" in refused.value.theirs.body
    assert draft.versions.count() == base + 1


def test_the_same_text_is_no_version_and_an_earlier_one_comes_back(office):
    draft = begun(office)
    first = draft.version
    assert write(office, draft, "<p>ثان</p>").number == first + 1
    assert write(office, draft, "<p class='ql-x'>ثان</p>").number == first + 1
    restored = writing.restore(actor=office.actor("division"), draft_id=draft.pk, number=first, base=first + 1, now=NOW)
    assert (restored.number, restored.restores) == (first + 2, first)


def test_others_of_the_administration_write_nothing_and_see_nothing(office, other_ministry):
    draft = begun(office)
    with pytest.raises(NotAllowed):
        write(office, draft, "<p>تدخل</p>", who="finance")
    for place, who in ((office, "finance"), (other_ministry, "head"), (other_ministry, "clerk")):
        assert not drafting.Draft.objects.visible_to(place.actor(who)).exists()


def test_a_reply_is_read_by_no_more_people_than_what_it_answers(office):
    letter = incoming(office, level=letters.Level.RESTRICTED)
    draft = begun(office, who="clerk", answers=letter.pk)
    assert draft.letter.level == letters.Level.RESTRICTED


def test_proposing_shows_the_letter_to_the_post_and_annexes_become_pieces(office):
    draft = begun(office)
    drafting.propose(actor=office.actor("division"), draft_id=draft.pk, post_id=office.posts["head"].pk, now=NOW)
    file = files.store(io.BytesIO(b"plain words"), name="a.txt", now=NOW)
    drafting.add_annexes(actor=office.actor("division"), draft_id=draft.pk, file_ids=[file.pk], label="لائحة", now=NOW)
    signed(office, draft)
    run_jobs()
    roles = dict(draft.letter.pieces.values_list("file__name", "role"))
    assert roles["a.txt"] == "annex"
    assert sorted(roles.values()) == ["annex", "main"]


def test_opinions_are_asked_of_several_units_at_once(office):
    draft = begun(office, who="head")
    units = [office.units["DIV"].pk]
    drafting.ask(actor=office.actor("head"), draft_id=draft.pk, units=units, text="رأيكم", now=NOW)
    asked = circulation.Instruction.objects.get(letter=draft.letter_id)
    circulation.answer(actor=office.actor("division"), instruction_id=asked.pk, text="موافق", now=NOW)
    said = drafting.comment(actor=office.actor("division"), draft_id=draft.pk, text="انتبهوا", paragraph=1, now=NOW)
    assert said.quote.startswith("جوابا")
    aside = {"draft_id": draft.pk, "units": [office.units["DAF"].pk], "now": NOW}
    drafting.ask(actor=office.actor("head"), **aside)
    assert drafting.Draft.objects.visible_to(office.actor("finance")).filter(pk=draft.pk).exists()
    assert not drafting.may_write(office.actor("finance"), letters.Letter.objects.get(pk=draft.letter_id))
    with pytest.raises(NotAllowed):
        drafting.ask(actor=office.actor("division"), **aside)
