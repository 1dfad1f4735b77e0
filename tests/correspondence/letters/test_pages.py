"""The screens of letters: what they show, to whom, what they do, and that nothing is lost on the way."""

from __future__ import annotations

import io
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from diwan.core.batches.models import Batch
from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters.models import Act, Dossier, Letter, Link, PlanClass, Reading
from tests.core import people
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import incoming

pytestmark = pytest.mark.django_db


def browser(place, who):
    client = Client()
    client.force_login(place.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def sent(**said):
    return {"idempotency_key": str(uuid.uuid4()), **said}


def registering(place, **changes):
    said = {
        "kind": "incoming",
        "office": place.office.pk,
        "medium": "paper",
        "received_on": "2026-03-02",
        "dated_on": "2026-02-27",
        "subject": "طلب معطيات حول الخصاص",
        "their_reference": "1204",
        "language": "ar",
        "level": "ordinary",
        "priority": "normal",
        "due_kind": "internal",
        "parties-TOTAL_FORMS": "2",
        "parties-INITIAL_FORMS": "2",
        "parties-0-role": "sender",
        "parties-0-kind": "administration",
        "parties-0-name": "المندوبية السامية للتخطيط",
        "parties-1-role": "copy",
        "parties-1-kind": "unit",
        "parties-1-name": "",
        "links-TOTAL_FORMS": "1",
        "links-INITIAL_FORMS": "1",
        "links-0-kind": "answers",
        "links-0-reference": "",
    }
    return sent(**said | changes)


class TestRegistering:
    def test_a_letter_gets_its_number_and_opens(self, ministry):
        clerk = browser(ministry, "clerk")
        assert clerk.get(reverse("letters:register")).status_code == 200
        answer = clerk.post(reverse("letters:register"), registering(ministry))
        row = Letter.objects.get()
        assert answer.headers["Location"] == reverse("letters:letter", args=[row.pk])
        assert (row.reference[:3], row.correspondent) == ("MEN", "المندوبية السامية للتخطيط")
        assert "المندوبية" in clerk.get(answer.headers["Location"]).content.decode()

    def test_nothing_is_lost_on_a_mistake(self, ministry):
        said = registering(ministry, subject="") | {"pieces": io.BytesIO(b"words")}
        said["pieces"].name = "letter.txt"
        answer = browser(ministry, "clerk").post(reverse("letters:register"), said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "المندوبية السامية للتخطيط" in page and "letter.txt" in page
        assert not Letter.objects.exists()

    def test_the_same_reference_of_the_same_sender_is_shown_before_it_is_doubled(self, ministry):
        clerk = browser(ministry, "clerk")
        clerk.post(reverse("letters:register"), registering(ministry))
        answer = clerk.post(reverse("letters:register"), registering(ministry))
        assert answer.status_code == 422
        assert Letter.objects.get().reference in answer.content.decode()
        assert clerk.post(reverse("letters:register"), registering(ministry, sure="on")).status_code == 302
        assert Letter.objects.count() == 2

    def test_a_link_to_a_letter_one_does_not_see_is_refused_as_one_that_is_not(self, ministry, other_ministry):
        theirs = incoming(other_ministry)
        said = registering(ministry, **{"links-0-reference": theirs.reference})
        answer = browser(ministry, "clerk").post(reverse("letters:register"), said)
        assert answer.status_code == 422
        assert Letter.objects.count() == 1

    def test_an_outgoing_letter_signed_on_paper_answers_one_that_came(self, ministry):
        came = incoming(ministry)
        said = registering(ministry, kind="outgoing", **{"links-0-reference": came.reference})
        assert browser(ministry, "clerk").post(reverse("letters:register"), said).status_code == 302
        went = Letter.objects.get(kind="outgoing")
        assert Link.objects.get(letter=went).other_id == came.pk

    def test_who_keeps_no_mail_registers_nothing(self, ministry):
        head = browser(ministry, "head")
        assert head.get(reverse("letters:register")).status_code == 403
        assert head.post(reverse("letters:register"), registering(ministry)).status_code == 403

    def test_correspondents_are_found_as_one_types(self, ministry, other_ministry):
        page = browser(ministry, "clerk").get(reverse("letters:known"), {"name": "الشؤون المالية"}).content.decode()
        assert "مديرية الشؤون المالية" in page
        assert page.count("data-known ") == 1  # the unit of the other ministry is its own affair


class TestLetter:
    def test_opening_is_noted_once_a_day_and_pieces_too(self, ministry):
        file = files.store(io.BytesIO(b"words"), name="letter.txt", now=people.NOW)
        row = letters.register(
            actor=ministry.actor("clerk"),
            office_id=ministry.office.pk,
            kind=letters.Kind.INCOMING,
            letter=letters.NewLetter(subject="طلب", parties=(letters.Correspondent(name="فاطمة"),)),
            pieces=[file.pk],
            now=people.NOW,
        )
        clerk = browser(ministry, "clerk")
        for _again in range(2):
            assert clerk.post(reverse("letters:read", args=[row.pk]), sent()).status_code == 204
        taken = clerk.post(reverse("letters:take", args=[row.pk, file.pk]), sent())
        assert b"".join(clerk.get(taken.headers["Location"]).streaming_content) == b"words"
        assert dict(Reading.objects.values_list("kind", "times")) == {"opened": 2, "downloaded": 1}
        assert "letter.txt" in clerk.get(reverse("letters:letter", args=[row.pk])).content.decode()

    def test_a_letter_one_may_not_read_is_not_there(self, ministry, other_ministry):
        row = incoming(ministry)
        assert browser(ministry, "finance").get(reverse("letters:letter", args=[row.pk])).status_code == 404
        assert browser(other_ministry, "clerk").get(reverse("letters:letter", args=[row.pk])).status_code == 404

    def test_a_link_to_an_unseen_letter_says_nothing(self, ministry):
        secret = incoming(ministry, level=letters.Level.RESTRICTED, subject="سر لا يقال")
        row = incoming(ministry, unit=ministry.units["DRH"].pk)
        letters.link(letter=row, other_id=secret.pk, kind=letters.LinkKind.CONCERNS, now=people.NOW)
        assert secret.reference not in browser(ministry, "head").get(reverse("letters:letter", args=[row.pk])).text
        assert secret.reference in browser(ministry, "clerk").get(reverse("letters:letter", args=[row.pk])).text

    def test_its_page_costs_the_same_whatever_it_carries(self, ministry, django_assert_max_num_queries):
        row = incoming(ministry, unit=ministry.units["DRH"].pk)
        clerk = browser(ministry, "clerk")
        clerk.get(reverse("letters:letter", args=[row.pk]))
        with django_assert_max_num_queries(45):
            clerk.get(reverse("letters:letter", args=[row.pk]))

    def test_the_read_log_is_for_those_concerned(self, ministry):
        row = incoming(ministry, unit=ministry.units["DRH"].pk)
        letters.read(actor=ministry.actor("division"), letter=row, now=people.NOW)
        address = reverse("letters:readings", args=[row.pk])
        assert "رئيس القسم" in browser(ministry, "clerk").get(address).content.decode()
        assert browser(ministry, "head").get(address).status_code == 200
        assert (
            browser(ministry, "clerk").post(reverse("letters:export_readings", args=[row.pk]), sent()).status_code
            == 302
        )
        run_jobs()
        assert Batch.objects.get().state == "done"


class TestActs:
    def test_a_level_raised_takes_the_letter_out_of_sight_at_once(self, ministry):
        row = incoming(ministry, unit=ministry.units["DIV"].pk)
        assert Letter.objects.visible_to(ministry.actor("head")).exists()
        clerk = browser(ministry, "clerk")
        answer = clerk.post(reverse("letters:level", args=[row.pk]), sent(level="restricted", reason=""))
        assert answer.status_code == 302
        assert not Letter.objects.visible_to(ministry.actor("head")).exists()
        refused = clerk.post(reverse("letters:level", args=[row.pk]), sent(level="ordinary", reason=""))
        assert refused.status_code == 422

    def test_a_letter_made_confidential_leads_its_clerk_back_to_the_list(self, ministry):
        row = incoming(ministry)
        clerk = browser(ministry, "clerk")
        answer = clerk.post(reverse("letters:level", args=[row.pk]), sent(level="confidential", reason=""))
        assert answer.headers["Location"] == reverse("letters:letters")

    def test_the_history_says_what_was_done(self, ministry):
        row = incoming(ministry)
        clerk = browser(ministry, "clerk")
        clerk.post(reverse("letters:due", args=[row.pk]), sent(due_on="2026-04-01", due_kind="internal", reason="طلب"))
        clerk.post(reverse("letters:return", args=[row.pk]), sent(reason="من اختصاص جهة أخرى"))
        page = clerk.get(reverse("letters:letter", args=[row.pk]) + "?lang=fr").content.decode()
        assert "1 avril 2026" in page or "avril" in page
        assert list(Act.objects.filter(letter=row).values_list("kind", flat=True)) == [
            "letters.registered",
            "letters.due_moved",
            "letters.returned",
        ]


class TestList:
    def test_it_holds_what_one_may_read_and_answers_its_filters(self, ministry, other_ministry):
        row = incoming(
            ministry, unit=ministry.units["DRH"].pk, subject="طلب أول", due_on=people.NOW.date(), due_kind="legal"
        )
        incoming(ministry, subject="ثان", level=letters.Level.RESTRICTED)
        incoming(other_ministry, subject="عندهم")
        clerk = browser(ministry, "clerk")

        def listed(**asked):
            return clerk.get(reverse("letters:letters"), asked).content.decode()

        assert "طلب أول" in listed() and "ثان" in listed() and "عندهم" not in listed()
        assert "ثان" not in listed(unit=row.unit_id)
        assert "طلب أول" not in listed(level="restricted")
        assert "طلب أول" in listed(due="late") and "ثان" not in listed(due="late")
        assert "طلب أول" in listed(q="اول") and "طلب أول" in listed(correspondent="المندوبية")
        assert "طلب أول" not in listed(kind="outgoing", state="open", q="x", since="junk")
        assert clerk.get(reverse("letters:letters"), {"filter": "1"}).status_code == 200

    def test_pages_follow_one_another_without_doubles(self, ministry, monkeypatch):
        from diwan.correspondence.letters.queries import filters

        monkeypatch.setattr(filters, "PAGE_SIZE", 2)
        made = [incoming(ministry).pk for _n in range(5)]
        actor, seen, after = ministry.actor("clerk"), [], ""
        day = filters.day_of(actor, people.NOW)
        while True:
            rows, _before, after = filters.page(actor, filters.Filter(), day, after=after)
            seen += [row.pk for row in rows]
            if not after:
                break
        assert seen == made[::-1]

    def test_it_leaves_as_a_file_noted_in_the_read_log(self, ministry):
        row = incoming(ministry)
        answer = browser(ministry, "clerk").post(reverse("letters:export"), sent(query="kind=incoming", format="xlsx"))
        assert answer.status_code == 302
        run_jobs()
        assert Batch.objects.get().state == "done"
        assert Reading.objects.get(letter=row).kind == "exported"


PLANNER = {"letters.plan": "administration", "letters.register": "administration"}


class TestPlan:
    @pytest.fixture
    def keeper(self, ministry):
        person = people.person("Keeper", administration=ministry.tenant)
        people.seat(person, people.post(ministry.units["root"], "حافظ الوثائق", rights=PLANNER))
        ministry.people["keeper"] = person
        return browser(ministry, "keeper")

    def test_a_plan_comes_from_a_spreadsheet_whole_or_not_at_all(self, ministry, keeper):
        def send(text):
            sheet = io.BytesIO(text.encode())
            sheet.name = "plan.csv"
            return keeper.post(reverse("letters:plan_import"), sent(sheet=sheet))

        assert send("code,parent,name_ar\n01,,التنظيم\n01.1,99,خطأ\n").status_code == 422
        assert not PlanClass.objects.exists()
        assert (
            send("code,parent,name_ar,name_fr\n01,,التنظيم,Organisation\n01.1,01,المذكرات,Notes\n").status_code == 302
        )
        assert PlanClass.objects.get(code="01.1").parent.code == "01"
        assert "التنظيم" in browser(ministry, "head").get(reverse("letters:plan"), {"q": "تنظيم"}).content.decode()

    def test_classes_are_made_renamed_moved_and_closed(self, ministry, keeper):
        for code in ("01", "02"):
            keeper.post(reverse("letters:plan_add"), sent(code=code, name_ar=f"قسم {code}", under=""))
        first, second = PlanClass.objects.order_by("code")
        at = {"kwargs": {"class_id": second.pk}}
        keeper.post(reverse("letters:plan_class", **at), sent(code="01.9", name_ar="فرع"))
        keeper.post(reverse("letters:plan_move", **at), sent(under=first.pk))
        second.refresh_from_db()
        assert (second.code, second.path) == ("01.9", f"{first.path}{second.pk}/")
        assert keeper.post(reverse("letters:plan_close", args=[first.pk]), sent()).status_code == 409
        keeper.post(reverse("letters:plan_close", **at), sent())
        second.refresh_from_db()
        assert second.closed_at is not None
        assert (
            browser(ministry, "head").post(reverse("letters:plan_class", **at), sent(code="x", name_ar="x")).status_code
            == 403
        )

    def test_a_file_is_opened_filled_printed_and_closed(self, ministry, keeper):
        keeper.post(reverse("letters:plan_add"), sent(code="03.2", name_ar="الحركات", under=""))
        said = {"title": "الحركة الوطنية", "level": "ordinary", "unit": ministry.units["DRH"].pk}
        keeper.post(reverse("letters:dossier_open"), sent(plan_class=PlanClass.objects.get().pk, **said))
        dossier, row = Dossier.objects.get(), incoming(ministry)
        assert dossier.code.startswith("03.2/")
        keeper.post(reverse("letters:dossier_put", args=[dossier.pk]), sent(reference=row.reference))
        row.refresh_from_db()
        assert (row.dossier_id, row.plan_class.code) == (dossier.pk, "03.2")
        assert row.reference in keeper.get(reverse("letters:dossier", args=[dossier.pk])).content.decode()
        assert keeper.get(reverse("letters:dossier_cover", args=[dossier.pk])).content.startswith(b"%PDF")
        keeper.post(reverse("letters:dossier_close", args=[dossier.pk]), sent())
        assert keeper.post(reverse("letters:dossier_take", args=[dossier.pk, row.pk]), sent()).status_code == 409
        assert "الحركة الوطنية" in keeper.get(reverse("letters:dossiers"), {"closed": "1"}).content.decode()
