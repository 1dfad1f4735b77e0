"""A letter in four steps: kept, found again, read back, deposited once; robots held off."""

from __future__ import annotations

import hashlib
import itertools
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from diwan.core.accounts import api as accounts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits.models import SEND, Deposit, Draft
from diwan.correspondence.deposits.operations import drafts
from diwan.kit import puzzle
from tests.helpers.deposits import LETTER, NEW, REVIEW, WHO, WORDS, WRITER, begin, key, read_back, version, write

from .conftest import PDF, SETTING_UP
from .procedures import procedure

LOCAL_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def solve(question: str) -> str:
    bits = puzzle.bits_of(question)
    for n in itertools.count():
        if int.from_bytes(hashlib.sha256(f"{question}:{n}".encode()).digest()) >> (256 - bits) == 0:
            return str(n)
    raise AssertionError


@pytest.fixture
def limited(settings):
    """Limits that count, in a memory of this test alone."""
    settings.CACHES = {"default": {**LOCAL_CACHE["default"], "LOCATION": str(uuid.uuid4())}}
    settings.DIWAN_PUZZLE_BITS = 4


class TestChoosing:
    @pytest.mark.parametrize("text", ["التربيه", "وزاره التربية", "men"])
    def test_an_administration_is_found_however_it_is_typed(self, client, education, finance, text):
        page = client.get(NEW, {"q": text}).content.decode()
        assert f"?office={education.office_id}" in page
        assert f"?office={finance.office_id}" not in page

    def test_nothing_found_says_what_to_do(self, client, education):
        assert 'class="empty' in client.get(NEW, {"q": "zzz"}).content.decode()

    def test_what_a_procedure_promises_is_shown_before_starting(self, client, education):
        version = procedure("MA", "permit", days=60, silence="acceptance", needed=["نسخة من البطاقة الوطنية"])
        page = client.get(NEW, {"office": education.office_id, "lang": "en"}).content.decode()
        assert f'value="{version.pk}"' in page
        assert "60" in page
        assert "نسخة من البطاقة الوطنية" in page
        assert "granted" in page

    def test_a_procedure_of_another_country_is_refused(self, client, education):
        answer = begin(client, education.office_id, procedure("KW", "permit").pk)
        assert answer.status_code == 409
        assert not Draft.objects.exists()

    def test_a_closed_office_is_refused(self, client, db):
        assert begin(client, 999).status_code == 409


class TestWriting:
    def test_four_steps_lead_to_a_number(self, client, education):
        sent = read_back(client, education.office_id, who={"email": "f@example.test"}, letter={"body": "نص"})
        answer = client.post(REVIEW, sent)
        deposit = Deposit.objects.get()
        assert (answer.status_code, deposit.subject, deposit.email) == (302, "طلب", "f@example.test")
        assert deposit.reference in answer["Location"]
        assert not Draft.objects.exists()
        assert client.cookies["deposit_draft"].value == ""

    def test_going_back_from_the_confirmation_leads_to_it(self, client, education):
        answer = client.post(REVIEW, read_back(client, education.office_id))
        assert client.get(REVIEW)["Location"] == answer["Location"]

    def test_without_a_draft_one_is_led_to_the_beginning(self, client, db):
        assert client.get(WHO)["Location"] == NEW
        assert client.post(WHO, {**WRITER, **key()}).status_code == 410

    def test_another_browser_finds_nothing(self, client, education, django_user_model):
        begin(client, education.office_id)
        assert type(client)().get(WHO)["Location"] == NEW

    def test_steps_may_be_left_and_come_back_to(self, client, education):
        begin(client, education.office_id)
        answer = write(client, WHO, {"applicant_kind": "company", "applicant_name": "شركة"}, later="1")
        assert answer["Location"] == "/deposits/draft/kept/"
        assert client.get(WHO).context["form"].initial["applicant_name"] == "شركة"
        write(client, LETTER, {"subject": "بلا توقيع"})
        assert client.get(REVIEW)["Location"] == "/deposits/draft/who/?check=1"
        assert "representative" in client.get(WHO, {"check": 1}).context["form"].errors

    def test_the_address_changes_and_the_words_stay(self, client, education, finance):
        begin(client, education.office_id)
        write(client, WHO, WRITER)
        begin(client, finance.office_id, editing="1")
        draft = Draft.objects.get()
        assert (draft.office_id, draft.who["applicant_name"]) == (finance.office_id, "فاطمة")

    def test_the_last_writing_wins_and_the_other_window_is_told(self, client, education):
        begin(client, education.office_id)
        old = version(client)
        write(client, WHO, WRITER)
        answer = client.post(WHO, {**WRITER, "applicant_name": "ليلى", "draft_version": old, **key()}, follow=True)
        assert Draft.objects.get().who["applicant_name"] == "ليلى"
        assert len(answer.context["messages"]) == 1

    def test_a_window_of_another_letter_writes_nothing(self, client, education):
        begin(client, education.office_id)
        old = version(client)
        begin(client, education.office_id)
        answer = client.post(WHO, {**WRITER, "draft_version": old, **key()})
        assert answer.status_code == 409
        assert Draft.objects.order_by("pk").last().who == {}

    def test_what_was_not_read_back_is_not_deposited(self, client, education):
        sent = read_back(client, education.office_id)
        write(client, LETTER, WORDS | {"subject": "آخر"})
        answer = client.post(REVIEW, sent)
        assert (answer.status_code, Deposit.objects.count()) == (409, 0)
        assert "آخر" in answer.content.decode()

    def test_the_deposit_is_few_queries(self, client, education, django_assert_max_num_queries):
        sent = read_back(client, education.office_id)
        with django_assert_max_num_queries(27):
            client.post(REVIEW, sent)
        assert Deposit.objects.count() == 1

    def test_what_is_typed_is_kept_while_it_is_typed(self, client, education):
        begin(client, education.office_id)
        seen = version(client)
        sent = {"applicant_name": "فا", "draft_version": seen}
        answer = client.post("/deposits/draft/save/who/", sent, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert (answer.status_code, answer["Draft-Version"]) == (204, version(client))
        again = client.post("/deposits/draft/save/who/", sent, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert again.status_code == 409

    def test_the_end_of_a_session_loses_nothing(self, client, education, settings):
        settings.DIWAN_SECOND_FACTOR_REQUIRED = False
        client.force_login(education.clerk)
        begin(client, education.office_id)
        write(client, WHO, WRITER)
        del client.cookies[settings.SESSION_COOKIE_NAME]
        assert client.get(WHO).context["form"].initial["applicant_name"] == "فاطمة"

    def test_somebody_else_signed_in_here_does_not_see_it(self, client, education, finance, settings):
        settings.DIWAN_SECOND_FACTOR_REQUIRED = False
        client.force_login(education.clerk)
        begin(client, education.office_id)
        client.force_login(finance.clerk)
        assert client.get(WHO)["Location"] == NEW


class TestPieces:
    def test_pieces_belong_to_the_draft_then_to_the_deposit(self, client, education):
        version = procedure("MA", "permit", needed=["بطاقة", "عقد"])
        begin(client, education.office_id, version.pk)
        write(client, WHO, WRITER)
        answer = write(client, LETTER, {**WORDS, "pieces": [SimpleUploadedFile(n, PDF) for n in ("a.pdf", "b.pdf")]})
        assert answer["Location"].startswith(f"{LETTER}?which")
        kept = client.get(LETTER).context["kept"]
        card = version.needed_pieces.first()
        tickets = [ticket for ticket, _file in kept]
        write(client, LETTER, {**WORDS, "kept_piece": tickets, f"needed_{card.pk}": tickets[1]})
        assert files.sweep(now=timezone.now() + timedelta(days=3)) == 0
        page = client.get(REVIEW)
        assert [needed.names.ar for needed in page.context["missing"]] == ["عقد"]
        assert kept[0][1].sha256 in page.content.decode()
        sent = {"draft_version": page.context["version"], **key()}
        assert client.post(REVIEW, sent).status_code == 302
        pieces = Deposit.objects.get().pieces.order_by("position")
        assert list(pieces.values_list("file__name", "needed")) == [("a.pdf", None), ("b.pdf", card.pk)]
        assert set(files.StoredFile.objects.values_list("claims__purpose", flat=True)) == {"deposits.piece"}

    def test_a_piece_taken_away_is_given_up(self, client, education):
        begin(client, education.office_id)
        write(client, LETTER, {**WORDS, "pieces": SimpleUploadedFile("a.pdf", PDF)})
        write(client, LETTER, WORDS)
        assert files.sweep(now=timezone.now() + timedelta(days=3)) == 1

    def test_a_mistake_keeps_the_files(self, client, education):
        begin(client, education.office_id)
        answer = write(client, LETTER, {"subject": "", "pieces": SimpleUploadedFile("طلب.pdf", PDF)})
        assert (answer.status_code, len(answer.context["kept"])) == (422, 1)

    def test_a_forged_ticket_is_passed_over(self, client, education):
        begin(client, education.office_id)
        assert write(client, LETTER, {**WORDS, "kept_piece": "1:forged"}).status_code == 302
        assert Draft.objects.get().pieces == []


class TestForgetting:
    def test_a_draft_left_too_long_goes_with_its_files(self, client, education):
        begin(client, education.office_id)
        write(client, LETTER, {**WORDS, "pieces": SimpleUploadedFile("a.pdf", PDF)})
        assert drafts.sweep(now=timezone.now() + timedelta(days=6)) == 0
        assert drafts.sweep(now=timezone.now() + timedelta(days=8)) == 1
        assert files.sweep(now=timezone.now() + timedelta(days=8)) == 1
        assert client.get(WHO)["Location"] == NEW

    def test_it_is_discarded_on_demand(self, client, education):
        begin(client, education.office_id)
        assert client.post("/deposits/draft/discard/", key()).status_code == 302
        assert not Draft.objects.exists()

    def test_a_mailed_link_opens_it_elsewhere(self, client, education):
        from diwan.core.notifications.models import Notification

        begin(client, education.office_id)
        client.post("/deposits/draft/kept/", {"email": "f@example.test", **key()})
        told = Notification.objects.get()
        assert told.email == "f@example.test"
        elsewhere = type(client)()
        assert elsewhere.get(re.sub(r"^https?://[^/]+", "", told.url)).status_code == 302
        assert elsewhere.get(WHO).status_code == 200
        assert elsewhere.get("/deposits/draft/resume/forged/")["Location"] == NEW


@pytest.mark.parametrize(
    ("country", "who", "wrong"),
    [
        ("MA", {"identity_kind": "cin", "identity_number": "AB123456"}, None),
        ("MA", {"identity_kind": "cin", "identity_number": "ab ١٢٣٤٥٦"}, None),
        ("MA", {"identity_kind": "cin", "identity_number": "123456"}, "identity_number"),
        ("MA", {"identity_kind": "passport", "identity_number": "XY1234567"}, None),
        ("MA", {"identity_kind": "civil_id", "identity_number": "288010112345"}, "identity_kind"),
        ("MA", {"identity_kind": "ice", "identity_number": "001234567000089"}, "identity_kind"),
        ("MA", {"identity_kind": "", "identity_number": "AB123456"}, "identity_kind"),
        ("MA", {"applicant_kind": "company", "identity_kind": "ice", "identity_number": "12"}, "identity_number"),
        ("MA", {"applicant_kind": "company", "representative": ""}, "representative"),
        ("MA", {"phone": "call me"}, "phone"),
        ("MA", {"email": "nobody"}, "email"),
        ("MA", {"applicant_name": " "}, "applicant_name"),
        ("KW", {"identity_kind": "civil_id", "identity_number": "288010112345"}, "identity_number"),
    ],
)
def test_who_writes_is_read_as_people_write_it(client, db, country, who, wrong):
    from .conftest import open_counter

    counter = open_counter("ABC", country, "إدارة")
    begin(client, counter.office_id)
    answer = write(client, WHO, WRITER | {"representative": "مدير"} | who)
    if wrong is None:
        assert answer.status_code == 302
    else:
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])


@pytest.mark.parametrize(
    ("rule", "given", "status"), [("required", "", 422), ("none", "cin", 302), ("optional", "", 302)]
)
def test_the_procedure_says_whether_a_number_is_asked_for(client, education, rule, given, status):
    begin(client, education.office_id, procedure("MA", "permit", identity=rule).pk)
    who = WRITER | {"identity_kind": given, "identity_number": "AB123456" if given else ""}
    assert write(client, WHO, who).status_code == status
    assert ("identity_kind" in client.get(WHO).context["form"].fields) is (rule != "none")


class TestRobots:
    def test_work_is_proof_enough(self, client, education, limited, settings):
        settings.DIWAN_PLAIN_DEPOSIT_SECONDS = 60
        sent = read_back(client, education.office_id)
        assert client.post(REVIEW, sent).status_code == 429
        assert client.post(REVIEW, {**sent, "puzzle_answer": solve(Draft.objects.get().puzzle)}).status_code == 302

    def test_the_work_for_one_letter_is_no_good_for_another(self):
        question = puzzle.pose("one", bits=4)
        answer = solve(question)
        week = timedelta(days=7)
        assert puzzle.solved(question, answer, subject="one", lives=week)
        assert not puzzle.solved(question, answer, subject="two", lives=week)
        assert not puzzle.solved(question + "x", answer, subject="one", lives=week)
        assert not puzzle.solved(question, answer, subject="one", lives=timedelta(seconds=-1))

    def test_the_work_grows_with_what_came_lately(self):
        assert [puzzle.weight(16, n) for n in (0, 8, 16, 64, 10**9)] == [16, 16, 17, 19, 22]

    def test_a_field_nobody_sees_gives_a_robot_away(self, client, education):
        assert client.post(REVIEW, {**read_back(client, education.office_id), "website": "x"}).status_code == 422

    def test_a_busy_network_without_scripts_is_asked_a_question(self, client, education, limited, settings):
        settings.DIWAN_PLAIN_DEPOSITS_PER_HOUR = 1
        assert client.post(REVIEW, read_back(client, education.office_id)).status_code == 302
        sent = read_back(client, education.office_id)
        asked = client.post(REVIEW, sent)
        assert (asked.status_code, len(asked.context["question"])) == (422, 4)
        from diwan.correspondence.deposits.views import gate

        answer = gate.digits(Draft.objects.get()).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert client.post(REVIEW, {**sent, "question_answer": answer}).status_code == 302

    def test_a_network_and_an_address_have_their_limits(self, client, education, limited, settings):
        settings.DIWAN_DEPOSITS_PER_EMAIL = 1
        who = {"email": "f@example.test"}
        assert client.post(REVIEW, read_back(client, education.office_id, who=who)).status_code == 302
        answer = client.post(REVIEW, read_back(client, education.office_id, who=who))
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 3600
        settings.DIWAN_DEPOSITS_PER_EMAIL = 0
        settings.DIWAN_DEPOSITS_PER_HOUR = 1
        assert client.post(REVIEW, {**version_of(client), **key()}).status_code == 429
        settings.DIWAN_DEPOSITS_PER_HOUR = 0
        assert client.post(REVIEW, {**version_of(client), **key()}).status_code == 302

    def test_programs_have_the_same_limit(self, client, education, limited, settings):
        settings.DIWAN_DEPOSITS_PER_HOUR = 1
        body = {"office": education.code, "applicant_name": "فاطمة", "subject": "طلب"}
        answers = [
            client.post("/api/v1/deposits", body, headers={"Idempotency-Key": str(uuid.uuid4())}) for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [201, 429]
        assert answers[1].has_header("Retry-After")


def version_of(client):
    return {"draft_version": version(client)}


class TestAccounts:
    @pytest.fixture(autouse=True)
    def _plain(self, settings):
        settings.DIWAN_SECOND_FACTOR_REQUIRED = False

    @pytest.fixture
    def person(self, db):
        said = {"email": "f@example.test", "name_ar": "فاطمة العلوي", "name_latin": "Fatima Alaoui"}
        return accounts.open_account(actor=organisations.SYSTEM, administration_id=None, now=SETTING_UP, **said)

    def test_the_account_fills_in_and_opens_without_a_code(self, client, education, person):
        client.force_login(person)
        begin(client, education.office_id)
        assert client.get(WHO).context["form"].initial["email"] == "f@example.test"
        assert len(client.get("/deposits/mine/").context["drafts"]) == 1
        client.post(REVIEW, read_back(client, education.office_id))
        deposit = Deposit.objects.get()
        assert deposit.reference in client.get("/deposits/mine/").content.decode()
        assert client.get(f"/deposits/{deposit.reference}/mine/").status_code == 200
        client.logout()
        assert client.get(f"/deposits/{deposit.reference}/mine/").status_code == 404

    def test_nobody_else_opens_it(self, client, education, finance, person):
        client.force_login(person)
        client.post(REVIEW, read_back(client, education.office_id))
        client.force_login(finance.clerk)
        assert client.get(f"/deposits/{Deposit.objects.get().reference}/mine/").status_code == 404
        assert Deposit.objects.get().reference not in client.get("/deposits/mine/").content.decode()

    def test_an_official_deposits_for_a_unit_and_colleagues_see_it(self, client, education, finance, person):
        unit = sending_unit(finance, person)
        client.force_login(person)
        sent = read_back(client, education.office_id, who={"sender_unit": unit, "sender_reference": "12/2026"})
        assert client.post(REVIEW, sent).status_code == 302
        deposit = Deposit.objects.get()
        assert (deposit.sender_unit_id, deposit.applicant_kind, deposit.sender_reference) == (
            unit,
            "administration",
            "12/2026",
        )
        assert deposit.applicant_name == "وزارة الاقتصاد والمالية"
        client.force_login(finance.clerk)
        assert client.get(f"/deposits/{deposit.reference}/mine/").status_code == 404
        sending_unit(finance, finance.clerk)
        assert client.get(f"/deposits/{deposit.reference}/mine/").status_code == 200

    def test_nobody_deposits_for_a_unit_without_the_right(self, education, finance):
        from diwan.correspondence.deposits import api as deposits
        from diwan.kit.refusals import NotAllowed

        unit = organisations.office_card(finance.office_id, timezone.now()).unit_id
        with pytest.raises(NotAllowed):
            deposits.deposit(
                actor=education.actor,
                office_id=education.office_id,
                applicant=deposits.Applicant(name="x", sender_unit=unit),
                letter=deposits.Letter(subject="x"),
                now=timezone.now(),
            )


def sending_unit(counter, person) -> int:
    """Give this person a post in the unit of the counter, from which one deposits for it."""
    system, unit = organisations.SYSTEM, organisations.office_card(counter.office_id, SETTING_UP).unit_id
    names = organisations.Names("مراسل")
    post = organisations.create_post(actor=system, unit_id=unit, names=names, now=SETTING_UP)
    organisations.name_holder(actor=system, post_id=post.pk, person_id=person.pk, starts_at=SETTING_UP, now=SETTING_UP)
    organisations.grant_right(actor=system, post_id=post.pk, right=SEND, reach="unit", now=SETTING_UP)
    return unit


def test_a_program_names_a_procedure(client, education):
    version = procedure("MA", "permit", days=60, identity="required")
    listed = client.get("/api/v1/procedures", {"office": education.code}).json()
    assert [(row["code"], row["days"]) for row in listed] == [("permit", 60)]
    body = {"office": education.code, "applicant_name": "فاطمة", "subject": "طلب", "procedure": "permit"}

    def post(**changes):
        return client.post("/api/v1/deposits", {**body, **changes}, headers={"Idempotency-Key": str(uuid.uuid4())})

    assert post().status_code == 422
    assert post(procedure="unknown").status_code == 409
    assert post(identity_kind="cin", identity_number="AB123456").status_code == 201
    deposit = Deposit.objects.get()
    assert (deposit.procedure_version_id, deposit.channel) == (version.pk, "api")
    assert deposit.due_on is not None
