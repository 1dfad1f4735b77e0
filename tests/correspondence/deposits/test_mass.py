"""Acts on many letters, and lists as files: each letter its own truth, each file its owner's."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import date, datetime, timedelta

import pytest
import python_calamine
from django.urls import reverse

from diwan.core.batches.models import Batch
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits.enums import State
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.operations import assigning, deciding
from tests.helpers.jobs import run_jobs

from .conftest import NOW, hand_in


@pytest.fixture
def clerk(client, education):
    client.force_login(education.clerk)
    return client


def sends(act: str, letters, **fields) -> dict:
    ids = ",".join(str(letter.pk) for letter in letters)
    return {"idempotency_key": str(uuid.uuid4()), "act": act, "ids": ids, **fields}


def start(clerk, *args, **fields) -> Batch:
    answer = clerk.post(reverse("deposits:start"), sends(*args, **fields))
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return Batch.objects.get(pk=int(answer["Location"].split("/")[-2]))


def three(counter):
    return [hand_in(counter, subject=f"طلب {n}").deposit for n in range(3)]


class TestActs:
    def test_each_letter_has_its_answer(self, clerk, education):
        one, two, three_ = three(education)
        deciding.return_(actor=education.actor, deposit_id=two.pk, reason="سبب", now=NOW)
        batch = start(clerk, "accept", [one, two, three_])
        assert (batch.done, batch.refused, batch.failed) == (2, 1, 0)
        assert batch.items.get(subject=str(two.pk)).message  # says what was decided, and when
        assert set(Deposit.objects.values_list("state", flat=True)) == {State.ACCEPTED, State.RETURNED}
        page = clerk.get(reverse("batches:batch", args=[batch.pk])).content.decode()
        assert two.reference in page

    def test_one_reason_returns_all(self, clerk, education):
        letters = three(education)
        assert clerk.post(reverse("deposits:start"), sends("return", letters, reason=" ")).status_code == 422
        assert start(clerk, "return", letters, reason="وثائق ناقصة").done == 3
        assert set(Deposit.objects.values_list("reason", flat=True)) == {"وثائق ناقصة"}

    def test_a_unit_is_put_in_charge(self, clerk, education, finance):
        letters = three(education)
        root = education.actor.seats[0].unit_id
        unit = organisations.create_unit(
            actor=organisations.SYSTEM,
            parent_id=root,
            kind="directorate",
            names=organisations.Names("مديرية"),
            on=date(2020, 1, 2),
            now=NOW,
        )
        assert start(clerk, "assign", letters, unit=unit.pk).done == 3
        assert set(Deposit.objects.values_list("unit_id", flat=True)) == {unit.pk}
        with pytest.raises(assigning.UnitElsewhere):
            elsewhere = finance.actor.seats[0].unit_id
            assigning.assign_unit(actor=education.actor, deposit_id=letters[0].pk, unit_id=elsewhere, now=NOW)
        deciding.return_(actor=education.actor, deposit_id=letters[0].pk, reason="x", now=NOW)
        with pytest.raises(assigning.LetterClosed):
            assigning.assign_unit(actor=education.actor, deposit_id=letters[0].pk, unit_id=root, now=NOW)

    def test_duplicates_are_marked_by_the_reference_of_the_first(self, clerk, education):
        letters = three(education)
        wrong = sends("duplicate", letters, of="MEN-1999-000001")
        assert clerk.post(reverse("deposits:start"), wrong).status_code == 422
        assert start(clerk, "duplicate", letters, of=letters[0].reference.lower()).done == 2
        assert Deposit.objects.filter(duplicate_of=letters[0]).count() == 2

    def test_what_is_confirmed_is_what_is_done(self, clerk, education):
        """A letter that arrives between the list and the button is not touched."""
        letters = three(education)
        page = clerk.get(reverse("deposits:chosen") + "?act=accept&all=1&state=registered")
        assert page.context["count"] == 3
        late = hand_in(education, subject="late").deposit
        start(clerk, "accept", letters, query=page.context["query"])
        late.refresh_from_db()
        assert late.state == State.REGISTERED

    def test_letters_of_others_are_left_out(self, clerk, education, finance):
        mine, theirs = hand_in(education).deposit, hand_in(finance).deposit
        page = clerk.get(reverse("deposits:chosen") + f"?act=accept&id={mine.pk}&id={theirs.pk}")
        assert [row.pk for row in page.context["rows"]] == [mine.pk]
        assert start(clerk, "accept", [mine, theirs]).total == 1
        theirs.refresh_from_db()
        assert theirs.state == State.REGISTERED

    def test_nothing_chosen_too_much_and_unknown_acts(self, clerk, education, monkeypatch):
        hand_in(education), hand_in(education)
        assert clerk.get(reverse("deposits:chosen") + "?act=accept").status_code == 400
        assert clerk.get(reverse("deposits:chosen") + "?act=burn&id=1").status_code == 404
        monkeypatch.setattr("diwan.correspondence.deposits.views.batches.LARGEST", 1)
        assert clerk.get(reverse("deposits:chosen") + "?act=accept&all=1&state=").status_code == 400


class TestExport:
    def result(self, batch: Batch) -> bytes:
        assert batch.state == "done", batch.message
        with files.open_file(batch.file_id) as stream:
            return stream.read()

    def test_a_sheet_has_real_dates_and_all_the_letters(self, clerk, education, finance):
        first = three(education)[0]
        hand_in(finance)
        Deposit.objects.filter(pk=first.pk).update(due_on=date(2026, 12, 1), clock_started_on=date(2026, 11, 18))
        batch = start(clerk, "export", [], query="state=", format="xlsx")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.result(batch)))
        head, *rows = book.get_sheet_by_index(0).to_python()
        assert len(rows) == batch.total == 3
        line = dict(zip(head, next(row for row in rows if row[0] == first.reference), strict=True))
        assert date(2026, 12, 1) in line.values()
        assert any(isinstance(value, datetime) for value in line.values())
        assert "فاطمة الزهراء العلوي" in line.values()

    def test_a_table_runs_nothing(self, clerk, education):
        hand_in(education, subject="=cmd|'/c calc'!A1")
        batch = start(clerk, "export", list(Deposit.objects.all()), format="csv")
        text = self.result(batch).decode()
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text[1:])))
        assert len(rows) == 2
        assert "'=cmd|'/c calc'!A1" in rows[1]

    def test_is_journalled_without_the_words_searched_for(self, clerk, education):
        hand_in(education)
        batch = start(clerk, "export", [], query="state=&q=العلوي", format="csv")
        entry = journal.history(f"batch:{batch.pk}")[0]
        assert (entry["kind"], entry["actor"]) == ("deposits.exported", education.clerk.pk)
        assert "العلوي" not in str(entry)

    def test_is_its_owners_alone(self, clerk, education, finance):
        hand_in(education)
        batch = start(clerk, "export", [], query="state=", format="csv")
        clerk.force_login(finance.clerk)
        assert clerk.get(reverse("batches:result", args=[batch.pk])).status_code == 404

    def test_a_right_lost_meanwhile_is_lost(self, clerk, education):
        letters = three(education)
        answer = clerk.post(reverse("deposits:start"), sends("export", [], query="state=", format="csv"))
        from diwan.core.organisations.models import Grant

        Grant.objects.all().delete()
        run_jobs()
        batch = Batch.objects.get(pk=int(answer["Location"].split("/")[-2]))
        assert letters[0].reference not in self.result(batch).decode()

    def test_many_letters_come_in_portions(self, clerk, education, django_assert_max_num_queries, monkeypatch):
        from diwan.correspondence.deposits import exports

        for n in range(7):
            hand_in(education, at=NOW + timedelta(minutes=n))
        monkeypatch.setattr(exports, "CHUNK", 3)
        told = []
        actor = education.actor
        ids = exports.ids_asked(actor, {"ids": list(Deposit.objects.values_list("pk", flat=True))}, NOW)
        with django_assert_max_num_queries(6):
            assert len(list(exports.lines(actor, ids, NOW, lambda *said: told.append(said)))) == 7
        assert told == [(0, 7), (3, 7), (6, 7), (7, 7)]
