"""What waits, told on devices: encrypted, gathered, tried again, forgotten; and nothing inside is ever called."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from diwan.core.accounts import api as accounts
from diwan.core.notifications import api, here, keys, operations, pushes, queries, services, tasks, webpush
from diwan.core.notifications.models import Device, Notification
from diwan.core.notifications.operations import devices
from diwan.core.notifications.queries import Gathered
from tests.core import people
from tests.core.people import NOW, as_actor
from tests.helpers.jobs import run_jobs, states
from tests.helpers.push_server import Browser, PushServer, octets_of, text_of, turned_on

pytestmark = pytest.mark.django_db
SECRET_SUBJECT = "قرار سري بشأن السيد العلوي"


@pytest.fixture
def server(settings, monkeypatch, tmp_path):
    push_server = PushServer(tmp_path)
    settings.DIWAN_PUSH_HOSTS = frozenset({push_server.place})
    monkeypatch.setenv("SSL_CERT_FILE", str(push_server.certificate))
    yield push_server
    push_server.stop()


@pytest.fixture
def kinds(monkeypatch):
    """Letters, which have no place of their own, and folders, which have one."""
    monkeypatch.setattr(queries, "KINDS", {})
    monkeypatch.setattr(queries, "GATHERED", {})
    waiting = SimpleNamespace(count=2)
    api.register_kind("letters.late", "Late letters")
    api.register_kind(
        "folders.waits",
        "Folders",
        place=Gathered("folders", lambda person, now: waiting.count, lambda n: f"{n} folders wait", "shell:search"),
    )
    return waiting


@pytest.fixture
def amina(kinds):
    return people.person(language="fr")


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def device(amina, browser, server):
    return turned_on(amina, browser, server.endpoint())


def tell(person, kind="letters.late", **told):
    return api.notify(person_id=person.pk, kind=kind, subject=SECRET_SUBJECT, body=SECRET_SUBJECT, now=NOW, **told)


def bring():
    return run_jobs(ahead=True) + run_jobs(ahead=True)


def read(browser, received):
    return json.loads(browser.read(received.body))


# --- encryption -----------------------------------------------------------------------------------------------------


def test_the_example_of_the_rfc():
    """RFC 8291, section 5: the same keys and salt give the same octets, and the browser reads them."""
    ours = ec.derive_private_key(
        int.from_bytes(octets_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), webpush.CURVE
    )
    theirs = ec.derive_private_key(
        int.from_bytes(octets_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), webpush.CURVE
    )
    reader = Browser(theirs, octets_of("BTBZMqHH6r4Tts7J_aSIgg"))
    text = b"When I grow up, I want to be a watermelon"
    body = webpush.encrypt(
        text, browser=reader.public, secret=reader.secret, salt=octets_of("DGv6ra1nlYgDCS1FRnbzlw"), ours=ours
    )
    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert reader.read(body) == text


def test_each_message_has_a_key_of_its_own_and_nobody_else_reads_it(browser):
    first, second = (webpush.encrypt(b"2", browser=browser.public, secret=browser.secret) for _n in range(2))
    assert first[:86] != second[:86]
    assert browser.read(first) == browser.read(second) == b"2"
    with pytest.raises(InvalidTag):
        Browser(browser.key).read(first)
    with pytest.raises(ValueError, match="too long"):
        webpush.encrypt(bytes(4096), browser=browser.public, secret=browser.secret)


# --- telling --------------------------------------------------------------------------------------------------------


def test_a_device_is_told_how_much_and_never_what(server, device, amina, browser):
    tell(amina)
    assert not server.received, "not before the commit, nor inside the act"
    bring()
    [got] = server.received
    said = read(browser, got)
    assert said["title"] == "Diwan"
    assert said["body"] == "1 nouvelle notification"
    assert (said["url"], said["lang"], said["dir"]) == ("/notifications/", "fr", "ltr")
    assert SECRET_SUBJECT not in json.dumps(said, ensure_ascii=False)
    assert got.path == "/push/a"
    assert got.headers["Content-Encoding"] == "aes128gcm"
    assert got.headers["TTL"] == "86400"
    assert len(got.headers["Topic"]) == 32
    claims = got.claims()
    assert claims["aud"] == f"https://{server.place}"
    assert claims["sub"].startswith("mailto:")
    assert claims["k"] == keys.public_text()
    assert 0 < claims["exp"] - timezone.now().timestamp() <= 24 * 3600
    device.refresh_from_db()
    assert device.delivered_at


def test_every_message_is_as_long(server, device, amina):
    tell(amina)
    bring()
    for _n in range(120):
        tell(amina)
    bring()
    first, second = server.received
    assert len(first.body) == len(second.body)


def test_two_hundred_folders_are_one_message(server, device, amina, browser, kinds):
    kinds.count = 200
    for number in range(200):
        tell(amina, "folders.waits", key=str(number))
    tell(amina)
    bring()
    assert sorted(read(browser, got)["body"] for got in server.received) == [
        "1 nouvelle notification",
        "200 folders wait",
    ]
    assert len({got.headers["Topic"] for got in server.received}) == 2
    assert set(states()) == {"succeeded"}
    assert not Notification.objects.filter(to_push=True).exists()


def test_what_was_dealt_with_meanwhile_is_not_told(server, device, amina, kinds):
    kinds.count = 0
    tell(amina, "folders.waits")
    told = tell(amina)
    operations.mark_read(notification_id=told.pk, actor=as_actor(amina), now=NOW)
    bring()
    assert not server.received


def test_who_has_no_device_or_wants_none_of_a_kind_is_not_told(server, device, amina, mailoutbox):
    brahim = people.person("Brahim Idrissi")
    assert not tell(brahim).to_push
    operations.choose(by_mail={"letters.late"}, by_push={"folders.waits"}, actor=as_actor(amina))
    assert not tell(amina).to_push
    assert tell(amina, "folders.waits").to_push
    assert not api.notify(email="x@example.org", kind="letters.late", subject="x", now=NOW).to_push


def test_telling_asks_nothing_more_of_the_database_for_those_without_device(amina, django_assert_num_queries):
    with django_assert_num_queries(8):  # the person, the choice, two savepoints made and left, the row, the e-mail
        tell(amina)


def test_each_device_is_told(server, device, amina, browser):
    other = Browser()
    turned_on(amina, other, server.endpoint("b"), "other mark")
    tell(amina)
    bring()
    assert {got.path for got in server.received} == {"/push/a", "/push/b"}
    assert read(other, next(got for got in server.received if got.path == "/push/b"))


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(server, device, amina, status):
    server.answers = [(status, {})]
    tell(amina)
    bring()
    assert not Device.objects.exists()
    assert set(states()) == {"succeeded"}


def test_a_service_that_is_away_is_tried_again_and_not_sooner_than_it_asks(server, device, amina):
    server.answers = [(429, {"Retry-After": "120"}), (503, {}), (201, {})]
    tell(amina)
    run_jobs(ahead=True)
    job = ProcrastinateJob.objects.get(status="todo")
    assert job.scheduled_at > timezone.now() + timedelta(seconds=100)
    run_jobs(ahead=True)
    device.refresh_from_db()
    assert device.failures == 2
    assert device.failing_since
    run_jobs(ahead=True)
    device.refresh_from_db()
    assert (device.failures, device.failing_since) == (0, None)
    assert len(server.received) == 3


def test_a_service_that_refuses_us_is_left_to_the_operators(server, device, amina):
    server.answers = [(403, {})]
    tell(amina)
    run_jobs(ahead=True)
    assert states()[-1] == "failed"
    device.refresh_from_db()
    assert device.failures == 1


def test_nobody_is_sent_elsewhere(server, device, amina):
    server.answers = [(307, {"Location": server.endpoint("elsewhere")})]
    tell(amina)
    run_jobs(ahead=True)
    assert [got.path for got in server.received] == ["/push/a"]


def test_a_certificate_of_nobody_is_refused(server, device, amina, monkeypatch, tmp_path):
    (tmp_path / "other").mkdir()
    other = PushServer(tmp_path / "other")
    other.stop()
    monkeypatch.setenv("SSL_CERT_FILE", str(other.certificate))
    tell(amina)
    run_jobs(ahead=True)
    assert not server.received
    assert states()[-1] == "todo"


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/a",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://10.1.2.3/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://[64:ff9b::7f00:1]/a",
        "https://[2002:7f00:1::]/a",
        "https://[fd00::1]/a",
        "https://100.64.0.1/a",
        "https://push.example.org:8443/a",
        "https://user@push.example.org/a",
        "https://intranet/a",
        "https://box.local/a",
        "https://push.example.org\\@127.0.0.1/a",
        "https://push.example.org/a b",
        "https://push.example.org/\r\nHost: x",
        "https://push.example.org:port/a",
        "https:///a",
        "file:///etc/passwd",
        "https://push.example.org/" + "a" * 1000,
        "",
    ],
)
def test_addresses_that_no_device_has(address, amina, browser):
    with pytest.raises(devices.NotADevice):
        turned_on(amina, browser, address)
    assert not Device.objects.exists()


@pytest.mark.parametrize("answer", ["127.0.0.1", "192.168.1.5", "::1", "0.0.0.0", "224.0.0.1"])
def test_a_public_name_that_leads_inside_is_not_called(amina, browser, monkeypatch, answer):
    """Whoever names an address also answers for its name: what it leads to is looked at when it is called."""
    device = turned_on(amina, browser, "https://push.example.org/a")
    found = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", (answer, 443))]
    monkeypatch.setattr(services.socket, "getaddrinfo", lambda *args, **more: found)
    with pytest.raises(services.NotPublic):
        services.address_of(services.service_of(device.endpoint))
    tell(amina)
    bring()
    assert not Device.objects.exists()
    assert set(states()) == {"succeeded"}


def test_an_address_of_this_machine_is_known():
    assert services.is_here("127.0.0.1")
    assert not services.is_here("192.0.2.1")


@pytest.mark.parametrize("changes", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "é"}, {"auth": ""}])
def test_keys_that_are_none(client, amina, browser, changes):
    client.force_login(amina)
    assert press(client, "turn_on", **{**browser.said("https://push.example.org/a"), **changes}).status_code == 400
    assert not Device.objects.exists()


# --- devices of a person ------------------------------------------------------------------------------------------


def press(client, name, *args, **data):
    sent = {"idempotency_key": str(uuid.uuid4()), **data}
    return client.post(reverse(f"notifications:{name}", args=args), sent)


def test_turning_on_says_so_on_the_device_and_forgetting_ends_it(server, client, amina, browser):
    client.force_login(amina)
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
    client.defaults["HTTP_USER_AGENT"] = agent
    answer = press(client, "turn_on", **browser.said(server.endpoint()))
    assert answer.status_code == 302
    cookie = answer.cookies[here.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    device = Device.objects.get()
    assert device.label == "Chrome · Android"
    assert cookie.value not in device.mark
    run_jobs()
    assert read(browser, server.received[0])["body"] == "Les notifications arrivent sur cet appareil."
    page = client.get(reverse("notifications:preferences")).content.decode()
    assert "Chrome · Android" in page
    assert "data-push-forget" in page
    assert "Chrome · Android" in client.get(reverse("notifications:preferences")).content.decode()
    assert press(client, "forget_device", device.pk).status_code == 302
    assert not Device.objects.exists()
    tell(amina)
    bring()
    assert len(server.received) == 1


def test_nobody_forgets_the_device_of_another(client, device):
    client.force_login(people.person("Brahim Idrissi"))
    assert press(client, "forget_device", device.pk).status_code == 404
    assert Device.objects.exists()


def test_a_browser_is_one_device_and_of_whoever_turned_it_on_last(amina, browser):
    first = turned_on(amina, browser, "https://push.example.org/a", "m")
    again = turned_on(amina, Browser(), "https://push.example.org/b", "m")
    assert list(Device.objects.all()) == [again] != [first]
    brahim = people.person("Brahim Idrissi")
    turned_on(brahim, browser, "https://push.example.org/b", "m")
    assert Device.objects.get().person == brahim


def test_a_person_has_ten_at_most(amina, browser):
    for number in range(12):
        turned_on(amina, browser, f"https://push.example.org/{number}", f"m{number}", NOW + timedelta(hours=number))
    left = Device.objects.order_by("created_at").values_list("endpoint", flat=True)
    assert [one.rpartition("/")[2] for one in left] == [str(number) for number in range(2, 12)]


def test_signing_out_forgets_this_device_and_no_other(client, amina, browser):
    client.force_login(amina)
    press(client, "turn_on", **browser.said("https://push.example.org/a"))
    elsewhere = turned_on(amina, Browser(), "https://push.example.org/b", "elsewhere")
    client.post(reverse("account_logout"))
    assert list(Device.objects.all()) == [elsewhere]


def test_ending_the_other_sessions_forgets_the_other_devices(client, amina, browser):
    client.force_login(amina)
    press(client, "turn_on", **browser.said("https://push.example.org/a"))
    turned_on(amina, Browser(), "https://push.example.org/b", "elsewhere")
    client.post(reverse("usersessions_list"))
    assert Device.objects.get().endpoint.endswith("/a")


def test_an_account_that_is_closed_is_told_nothing_more(server, device, amina):
    told = tell(amina)
    accounts.disable_account(actor=people.SYSTEM, person_id=amina.pk, reason="départ", now=NOW)
    assert told.to_push
    bring()
    assert not Device.objects.exists()
    assert not server.received


def test_devices_that_are_gone_are_forgotten_by_night(amina, browser):
    now = timezone.now()
    long, year = now - timedelta(days=31), now - timedelta(days=366)
    failing = turned_on(amina, browser, "https://push.example.org/a", "a")
    Device.objects.filter(pk=failing.pk).update(failures=9, failing_since=long, delivered_at=now)
    turned_on(amina, browser, "https://push.example.org/b", "b", year)
    kept = turned_on(amina, browser, "https://push.example.org/c", "c", long)
    tasks.forget_gone_devices()
    assert list(Device.objects.all()) == [kept]


def test_the_key_of_the_instance_is_made_once_and_kept_from_others(settings):
    first = keys.public_text()
    path = settings.DIWAN_HOME / "keys" / keys.NAME
    assert path.stat().st_mode & 0o777 == 0o600
    keys.load.cache_clear()
    assert keys.public_text() == first
    assert len(octets_of(first)) == 65


def test_the_worker_is_the_same_for_all_and_reaches_every_page(client):
    answer = client.get(reverse("notifications:worker"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"showNotification" in answer.content
    assert "'none'" in answer["Content-Security-Policy"]


def test_the_contact_of_a_server_is_its_address(settings):
    settings.DIWAN_PUBLIC_URL = "https://diwan.example.org"
    assert pushes.contact() == "https://diwan.example.org"
