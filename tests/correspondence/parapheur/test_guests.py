"""A person outside is invited, proves a mailbox, reads, signs or refuses; and what strangers find instead."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diwan.core.files import api as files
from diwan.correspondence.parapheur import addresses, pages
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur.operations import answering, guests
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from tests.helpers.guests import EMAIL, asked, code_in, convention, link_in, waiting
from tests.helpers.jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(house: Any) -> Any:
    return convention(house, days=5)


@pytest.fixture
def folder(house: Any, kind: Any) -> Any:
    return waiting(house, kind, house.actor("division"), house.posts["division"].pk)


@pytest.fixture
def counting(settings: Any) -> Any:
    """Limits run: elsewhere in the tests they do not."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid.uuid4().hex}
    }


def last_mail() -> Any:
    """The last e-mail the person outside got."""
    return next(one for one in reversed(mail.outbox) if one.to == [EMAIL])


class Stranger:
    """A browser without an account, at the page of an e-mail."""

    def __init__(self, path: str) -> None:
        self.client, self.path = Client(raise_request_exception=True), path
        self.token = path.split("/guest/")[1].split("/")[0]

    def get(self) -> Any:
        return self.client.get(self.path)

    def post(self, act: str, **said: Any) -> Any:
        named = said.pop("at", {})
        address = reverse(f"parapheur:guest_{act}", kwargs={"token": self.token, **named})
        return self.client.post(address, {"idempotency_key": str(uuid.uuid4()), **said})

    def prove(self) -> Any:
        assert self.post("code").status_code == 302
        run_jobs()
        return self.post("prove", code=code_in(last_mail()))

    def shown(self) -> str:
        return self.get().context["read"]["shown"]

    def sign(self, **said: Any) -> Any:
        return self.post("sign", **{"shown": self.shown(), "agree": "on"} | said)


@pytest.fixture
def stranger(folder: Any) -> Stranger:
    return Stranger(link_in(last_mail()))


def turn_of(folder: Any) -> Any:
    return circuits.Turn.objects.get(run=folder.run_id, kind="outside")


def guest_of(folder: Any) -> Any:
    return parapheur.Guest.objects.filter(folder=folder).order_by("-pk").first()


def pdf_now(folder: Any) -> bytes:
    with files.open_file(folder.documents.get(role="main").file_id) as given:
        return given.read()


# --- the invitation ---------------------------------------------------------------------------------------------------


def test_nothing_leaves_while_nobody_says_who_signs_from_outside(house, kind):
    with pytest.raises(circuits.NoGuest) as no:
        waiting(house, kind, house.actor("division"), house.posts["division"].pk, guests={})
    assert "توقيع الشركة" in str(no.value)
    assert not mail.outbox


def test_the_e_mail_says_who_asks_and_nothing_of_what(folder):
    [sent] = mail.outbox
    assert sent.to == [EMAIL]
    assert folder.title not in sent.body + sent.subject
    assert "lang=fr" in link_in(sent)
    assert sent.extra_headers["Content-Language"] == "fr"


def test_no_row_and_no_job_holds_what_opens_the_page(folder, stranger):
    stranger.post("code")
    run_jobs()
    secrets = (stranger.token, code_in(last_mail()))
    with connection.cursor() as cursor:
        for table in ("parapheur_guest", "parapheur_guestlink", "procrastinate_jobs", "notifications_notification"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            rows = " ".join(row for (row,) in cursor.fetchall())
            assert not [secret for secret in secrets if f'"{secret}"' in rows or (len(secret) > 6 and secret in rows)]


def test_before_the_mailbox_is_proved_the_page_tells_nothing(folder, stranger):
    page = stranger.get()
    assert page.status_code == 200
    words = page.content.decode()
    assert folder.title not in words
    assert EMAIL not in words
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "private, no-store"
    document = folder.documents.get()
    at = {"token": stranger.token, "document_id": document.pk}
    assert stranger.client.get(reverse("parapheur:guest_document", kwargs=at)).status_code == 404
    picture = reverse("parapheur:guest_picture", kwargs={**at, "number": 1, "width": 420})
    assert stranger.client.get(picture).status_code == 404
    assert stranger.post("sign", shown="0" * 64, agree="on").status_code == 403


def test_the_whole_way_to_a_sealed_signature_in_their_name(house, folder, stranger):
    assert stranger.prove().status_code == 302
    assert folder.title in stranger.get().content.decode()
    before = pdf_now(folder)
    assert stranger.sign().status_code == 302
    assert stranger.get().context["standing"] == "signing"
    run_jobs()
    folder.refresh_from_db()
    after = pdf_now(folder)
    assert after.startswith(before)
    report = signing.validate(after)
    assert [one.verdict for one in report.signatures] == [signing.Verdict.PASSED]
    guest = guest_of(folder)
    assert guest.state == parapheur.GuestState.SIGNED
    assert guest.evidence["network"] == "127.0.0.0/24"
    assert guest.evidence["shown"] == [["اتفاقية.pdf", folder.documents.get(role="main").given.sha256]]
    proof = folder.documents.get(role="proof")
    with files.open_file(proof.file_id) as given:
        assert signing.validate(given.read()).verdict == signing.Verdict.PASSED
    assert turn_of(folder).state == circuits.TurnState.AGREED
    assert circuits.Run.objects.get(pk=folder.run_id).state == circuits.RunState.DONE


def test_the_receipt_gives_what_was_signed_and_nothing_else(folder, stranger):
    stranger.prove()
    stranger.sign()
    run_jobs()
    receipt = last_mail()
    assert folder.title in receipt.body
    assert reverse("verification:verify") in receipt.body
    later = Stranger(link_in(receipt))
    page = later.get()
    assert [one.role for one, _file in page.context["got"]] == ["main", "proof"]
    at = {"token": later.token, "document_id": folder.documents.get(role="main").pk}
    fetched = later.client.get(reverse("parapheur:guest_document", kwargs=at))
    assert fetched.status_code == 302
    assert b"".join(later.client.get(fetched["Location"]).streaming_content).startswith(b"%PDF")
    used = stranger.get()
    assert used.context["standing"] == "signed"
    assert used.context["again"]
    assert not used.context["got"]


# --- the code ---------------------------------------------------------------------------------------------------------


def test_five_wrong_codes_and_it_is_worth_nothing(stranger):
    stranger.post("code")
    run_jobs()
    good = code_in(last_mail())
    wrong = f"{(int(good) + 1) % 10**6:06d}"
    for _n in range(5):
        assert stranger.post("prove", code=wrong).status_code == 422
    assert stranger.post("prove", code=good).status_code == 422
    assert not stranger.get().context["proved"]


def test_a_code_is_good_for_ten_minutes_once_and_only_the_last(folder, stranger):
    guest = guest_of(folder)
    now = timezone.now()
    answering.send_code(guest_id=guest.pk, now=now)
    run_jobs()
    first = code_in(last_mail())
    with pytest.raises(answering.CodeOver):
        answering.prove(guest_id=guest.pk, code=first, now=now + timedelta(minutes=10))
    answering.send_code(guest_id=guest.pk, now=now)
    run_jobs()
    second = code_in(last_mail())
    with pytest.raises(answering.WrongCode):
        answering.prove(guest_id=guest.pk, code=first if first != second else "x", now=now)
    answering.prove(guest_id=guest.pk, code=second, now=now)
    with pytest.raises(answering.CodeOver):
        answering.prove(guest_id=guest.pk, code=second, now=now)


def test_arabic_digits_and_spaces_are_the_same_code(stranger):
    stranger.post("code")
    run_jobs()
    digits = code_in(last_mail()).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert stranger.post("prove", code=f" {digits[:3]} {digits[3:]} ").status_code == 302
    assert stranger.get().context["proved"]


def test_codes_are_not_sent_without_end(stranger, counting):
    assert [stranger.post("code").status_code for _n in range(6)] == [302] * 5 + [429]


def test_another_browser_proves_the_mailbox_anew(folder, stranger):
    stranger.prove()
    other = Stranger(stranger.path)
    assert not other.get().context["proved"]
    assert other.post("sign", shown=stranger.shown(), agree="on").status_code == 403


# --- reading ----------------------------------------------------------------------------------------------------------


def test_every_page_is_read_first_without_a_script(folder, stranger, kind):
    kind.read_all = True
    kind.save()
    stranger.prove()
    assert stranger.get().context["read"]["unread"] == 1
    assert stranger.sign().status_code == 422
    document = folder.documents.get()
    seen = stranger.post("seen", at={"document_id": document.pk}, file=document.file_id, pages="1")
    assert seen.status_code == 302
    assert stranger.sign().status_code == 302


def test_only_what_is_shared_is_seen(house, kind):
    author, post = house.actor("division"), house.posts["division"].pk
    from tests.helpers.parapheur import pdf_of, stored

    now = timezone.now()
    said = parapheur.Said(type=kind.pk, title="اتفاقية", guests={"company": asked()})
    sheets = [stored(pdf_of(words), f"{words}.pdf").pk for words in ("اتفاقية", "داخلي", "ملحق")]
    folder = parapheur.prepare(actor=author, post_id=post, said=said, main=sheets[:1], annexes=sheets[1:], now=now)
    secret, annex = folder.documents.filter(role="annex")
    guests.show_outside(actor=author, document_id=annex.pk, shown=True, now=now)
    with pytest.raises(NotAllowed):
        guests.show_outside(actor=house.actor("finance"), document_id=secret.pk, shown=True, now=now)
    run_jobs()
    parapheur.send(actor=author, folder_id=folder.pk, now=now)
    run_jobs()
    stranger = Stranger(link_in(last_mail()))
    stranger.prove()
    assert [one.label for one in stranger.get().context["read"]["documents"]] == ["ملحق.pdf", "اتفاقية.pdf"]
    for row, status in ((secret, 404), (annex, 200)):
        at = {"token": stranger.token, "document_id": row.pk, "number": 1, "width": 420}
        assert stranger.client.get(reverse("parapheur:guest_picture", kwargs=at)).status_code == status


# --- who comes second -------------------------------------------------------------------------------------------------


def test_two_clicks_at_once_sign_once(folder, stranger):
    stranger.prove()
    shown = stranger.shown()
    assert stranger.post("sign", shown=shown, agree="on").status_code == 302
    second = stranger.post("sign", shown=shown, agree="on")
    assert second.status_code == 409
    assert "awaited" in second.content.decode() or "attend" in second.content.decode()
    third = stranger.post("refuse", text="non")
    assert third.status_code == 409
    run_jobs()
    assert parapheur.Signature.objects.filter(guest=guest_of(folder)).count() == 1


def test_a_page_shown_before_something_changed_is_refused(house, folder, stranger):
    stranger.prove()
    shown = stranger.shown()
    document = folder.documents.get()
    document.label = "أخرى"
    document.save()
    refused = stranger.post("sign", shown=shown, agree="on")
    assert refused.status_code == 409
    assert guest_of(folder).state == parapheur.GuestState.INVITED


def test_a_folder_called_back_while_the_signature_is_made_is_not_signed(house, folder, stranger):
    stranger.prove()
    stranger.sign()
    parapheur.recall(actor=house.actor("division"), folder_id=folder.pk, now=timezone.now())
    run_jobs()
    assert guest_of(folder).state == parapheur.GuestState.OVER
    assert not signing.validate(pdf_now(folder)).signatures
    assert not folder.documents.filter(role="proof").exists()
    assert stranger.get().status_code == 410


def test_a_refusal_says_why_and_goes_back_to_the_author(house, folder, stranger):
    stranger.prove()
    assert stranger.post("refuse", text=" ").status_code == 422
    assert stranger.post("refuse", text="Le montant est faux").status_code == 302
    run = circuits.Run.objects.get(pk=folder.run_id)
    assert run.state == circuits.RunState.RETURNED
    last = run.history.last()
    assert (last.verb, last.text, last.detail["who"]) == ("refused", "Le montant est faux", "مريم الصقلي")
    assert stranger.get().context["standing"] == "refused"


# --- the author -------------------------------------------------------------------------------------------------------


def test_another_person_is_asked_and_the_old_link_is_dead_at_once(house, folder, stranger):
    stranger.prove()
    author, turn = house.actor("division"), turn_of(folder)
    guests.put(actor=author, turn_id=turn.pk, said=asked(name="كريم", email="k@atlas.example"), now=timezone.now())
    assert stranger.get().status_code == 410
    assert stranger.post("sign", shown="0" * 64, agree="on").status_code == 409
    run_jobs()
    assert {one.to[0] for one in mail.outbox[-2:]} == {EMAIL, "k@atlas.example"}
    turn.refresh_from_db()
    assert turn.guest == "k@atlas.example"
    assert [one.state for one in parapheur.Guest.objects.order_by("pk")] == ["replaced", "invited"]


def test_a_new_link_closes_the_old_one_and_is_shown_a_moment_to_who_sent_it(house, folder, stranger):
    author, turn, now = house.actor("division"), turn_of(folder), timezone.now()
    first = pages.page(author, folder, now).stages[0][0]
    assert (first.guest.name, first.address) == ("مريم الصقلي", "")
    guests.resend(actor=author, turn_id=turn.pk, now=now)
    step = pages.page(author, folder, now).stages[0][0]
    assert "/parapheur/guest/" in step.address
    assert pages.page(author, folder, now + timedelta(minutes=11)).stages[0][0].address == ""
    old = stranger.get()
    assert (old.status_code, old.context["standing"], old.context["again"]) == (410, "expired", True)


def test_withdrawn_then_nobody_is_asked_until_somebody_is(house, folder, stranger):
    author, turn, now = house.actor("division"), turn_of(folder), timezone.now()
    guests.withdraw(actor=author, turn_id=turn.pk, now=now)
    assert stranger.get().context["standing"] == "over"
    assert stranger.post("again").status_code == 409
    with pytest.raises(guests.NobodyAsked):
        guests.resend(actor=author, turn_id=turn.pk, now=now)
    guests.put(actor=author, turn_id=turn.pk, said=asked(), now=now)
    run_jobs()
    assert Stranger(link_in(last_mail())).get().status_code == 200


def test_only_the_author_changes_who_is_asked(house, folder, other_ministry):
    turn, now = turn_of(folder), timezone.now()
    for actor in (house.actor("finance"), other_ministry.actor("head")):
        for act in (guests.resend, guests.withdraw):
            with pytest.raises(NotAllowed):
                act(actor=actor, turn_id=turn.pk, now=now)
        with pytest.raises(NotAllowed):
            guests.put(actor=actor, turn_id=turn.pk, said=asked(), now=now)


# --- the link ---------------------------------------------------------------------------------------------------------


def test_an_old_link_asks_for_a_new_one_which_goes_to_the_same_mailbox(folder, stranger):
    guest = guest_of(folder)
    guest.links.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stranger.get().status_code == 410
    assert stranger.post("again", email="thief@example.org").status_code == 302
    run_jobs()
    assert last_mail().subject == mail.outbox[-1].subject
    assert Stranger(link_in(last_mail())).get().status_code == 200


def test_new_links_are_not_sent_without_end(stranger, counting):
    assert [stranger.post("again").status_code for _n in range(4)] == [302, 302, 302, 429]


def test_addresses_that_are_none_of_ours_do_not_exist(folder, stranger):
    for token in ("x", addresses.token_of("0" * 32), "é" * 48):
        assert Stranger(f"/parapheur/guest/{token}/").get().status_code == 404
    other = Stranger(f"/parapheur/guest/{addresses.token_of('0' * 32)}/")
    for act in ("code", "prove", "sign", "refuse", "again"):
        assert other.post(act).status_code == 404


def test_opening_the_link_does_nothing(folder, stranger):
    before = len(mail.outbox)
    for _n in range(3):
        stranger.get()
    run_jobs()
    guest = guest_of(folder)
    assert (guest.state, guest.code_sent_at, guest.proved_at) == (parapheur.GuestState.INVITED, None, None)
    assert len(mail.outbox) == before


# --- time -------------------------------------------------------------------------------------------------------------


def test_who_is_silent_is_reminded_and_the_author_told(house, folder, stranger):
    late = timezone.now() + timedelta(days=30)
    while circuits.look_at_silence(now=late) == 0:
        late += timedelta(days=1)
    run_jobs()
    reminder = last_mail()
    assert link_in(reminder) == stranger.path
    assert "attend" in reminder.subject or "awaits" in reminder.subject


def test_a_refused_address_is_told_to_the_author(house, folder):
    link = guest_of(folder).links.get()
    link.refused = "550 no such user"
    link.save()
    step = pages.page(house.actor("division"), folder, timezone.now()).stages[0][0]
    assert step.link.refused


# --- several signatures -----------------------------------------------------------------------------------------------


def test_the_head_signs_before_and_both_signatures_hold(house):
    from tests.helpers.parapheur import authorised

    kind = convention(house, "both", before=house.posts["head"])
    folder = waiting(house, kind, house.actor("division"), house.posts["division"].pk)
    assert not [one for one in mail.outbox if one.to == [EMAIL]]
    authorised(house, folder)
    run_jobs()
    stranger = Stranger(link_in(last_mail()))
    stranger.prove()
    stranger.sign()
    run_jobs()
    report = signing.validate(pdf_now(folder))
    assert [one.verdict for one in report.signatures] == [signing.Verdict.PASSED] * 2


def test_what_goes_again_goes_unsigned_and_without_its_proof(house):
    kind = convention(house, "again", after=house.posts["head"])
    author = house.actor("division")
    folder = waiting(house, kind, author, house.posts["division"].pk)
    stranger = Stranger(link_in(last_mail()))
    stranger.prove()
    stranger.sign()
    run_jobs()
    from tests.helpers.parapheur import refused

    refused(house, folder, who="head")
    parapheur.send(actor=author, folder_id=folder.pk, now=timezone.now())
    run_jobs()
    assert not signing.validate(pdf_now(folder)).signatures
    assert not folder.documents.filter(role="proof", withdrawn_at=None).exists()
    again = Stranger(link_in(last_mail()))
    assert again.get().context["standing"] == "open"
    assert again.token != stranger.token


def test_what_only_people_outside_signed_is_numbered(house):
    from tests.helpers.guests import outside
    from tests.helpers.parapheur import NUMBER, circuit, kind_of, step

    kind = kind_of(house, "numbered")
    circuit(house, kind, outside(), step(NUMBER, "numbering"))
    folder = waiting(house, kind, house.actor("division"), house.posts["division"].pk)
    stranger = Stranger(link_in(last_mail()))
    stranger.prove()
    stranger.sign()
    run_jobs()
    folder.refresh_from_db()
    assert folder.reference


def test_the_slip_and_the_history_say_who_signed_from_outside(house, folder, stranger):
    from diwan.correspondence.parapheur import slips

    stranger.prove()
    stranger.sign()
    run_jobs()
    folder = pages.one(house.actor("division"), folder.pk)
    told = slips.data_of(house.actor("division"), folder, "ar", timezone.now())
    assert told["steps"][0][1] == "مريم الصقلي"
    assert any("مريم الصقلي" in line[0] for line in told["history"])
    assert len(told["files"]) == 2


def test_the_page_costs_the_same_whatever_it_holds(folder, stranger):
    stranger.prove()
    with CaptureQueriesContext(
        connection,
    ) as few:
        stranger.get()
    assert len(few) <= 12, [one["sql"][:120] for one in few]
