"""A lost device: from the report to the refusal, on every way in that somebody holds.

The ways are those of `diwan/telework/safe_access/ways.py`, which is held to what the code offers: a missing one is a
violation. In each round a person signs in, holds a credential of each kind, and reports the loss by its button; then
each credential is used as a thief would. At the end every address there is, is asked with a session of its own that was
open when the button was pressed: none may be let in.

- ours: from the press to the refusal, the slowest of all ways and rounds;
- peer: what Django itself does, `is_active` set to false and saved: it ends sessions and sign-in, nothing else;
- limit: one UPDATE, committed.
"""

from __future__ import annotations

import logging
import re
import statistics
import time
import uuid
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from . import common

GOAL = 2000  # ms
PASSWORD = "un mot de passe assez long"
SECRET = "JBSWY3DPEHPK3PXP"
REFUSED = {301, 302, 303, 401, 403, 404, 410}


def now() -> datetime:
    return datetime.now(UTC)


class Person:
    """Somebody with a seat, a device, a right to the VPN, and a credential of each kind in their hands."""

    def __init__(self, number: int, place: dict[str, Any]) -> None:
        from django.test import Client
        from django.urls import reverse

        from diwan.core.accounts import api as accounts
        from diwan.core.organisations import api as organisations

        system = organisations.SYSTEM
        said = {"email": f"p{number}@bench.example", "name_ar": "شخص", "name_latin": "Person", "password": PASSWORD}
        self.user = accounts.open_account(
            actor=system, administration_id=place["administration"].pk, invited=False, now=now(), **said
        )
        post = organisations.create_post(
            actor=system, unit_id=place["root"].pk, names=organisations.Names("متصرف"), now=now()
        )
        organisations.name_holder(
            actor=system,
            post_id=post.pk,
            person_id=self.user.pk,
            starts_at=now() - timedelta(days=1),
            now=now(),
        )
        self.place, self.home = place, reverse("safe_access:mine")
        self.clients: dict[str, Client] = defaultdict(lambda: Client(raise_request_exception=False))
        for name in ("button", "session", "api", "file link"):
            self.enter(self.clients[name])
        self.hold()

    def enter(self, client: Any) -> None:
        from django.conf import settings

        client.force_login(self.user, backend=settings.AUTHENTICATION_BACKENDS[0])

    def hold(self) -> None:
        """A file that is theirs, a sign-in that waits for its code, a link that resets the password, a right."""
        import io

        from allauth.account.forms import default_token_generator
        from allauth.account.utils import user_pk_to_url_str
        from allauth.mfa.totp.internal.auth import TOTP
        from django.urls import reverse

        from diwan.core.files import api as files
        from diwan.telework.safe_access.models import Device, SystemRight

        stored = files.store(io.BytesIO(b"what is theirs"), name="a.txt", now=now())
        files.claim(stored.pk, purpose="bench", subject=str(self.user.pk), now=now())
        self.link = files.link(stored, purpose="bench", actor=self.user_actor())
        assert b"".join(self.clients["file link"].get(self.link).streaming_content)
        shown = self.clients["session"].get(reverse("meetings:list")).content.decode()
        found = re.search(r"/telework/meetings/feed/[^\"&<\s]+\.ics", shown)
        assert found, "the page of meetings gives the address of its feed"
        self.feed = found.group()
        assert self.calendar_feed()
        self.reset = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(self.user), "key": default_token_generator.make_token(self.user)},
        )
        self.device = Device.objects.create(
            administration=self.place["administration"],
            person=self.user,
            name="x",
            kind="laptop",
            system="x",
            browser="x",
            declared_at=now(),
        )
        SystemRight.objects.create(
            administration=self.place["administration"],
            system=self.place["vpn"],
            person=self.user,
            purpose="x",
            state="granted",
            until=now().date() + timedelta(days=9),
            asked_at=now(),
        )
        TOTP.activate(self.user, SECRET)
        sent = {"login": self.user.email, "password": PASSWORD}
        self.clients["second factor"].post(reverse("account_login"), sent)

    def user_actor(self) -> Any:
        from diwan.core.organisations import api as organisations

        return organisations.actor_for(self.user.pk, now())

    def press(self) -> float:
        """Report the loss by the button; how long it took, in milliseconds."""
        from django.urls import reverse

        began = time.perf_counter()
        sent = {"device": str(self.device.pk), "idempotency_key": str(uuid.uuid4())}
        answer = self.clients["button"].post(reverse("safe_access:report_lost"), sent)
        took = 1000 * (time.perf_counter() - began)
        assert answer.status_code == 302, answer.status_code
        return took

    # --- the credentials, used as a thief would: True when let in -----------------------------------------------------

    def opens(self, client: Any) -> bool:
        return client.get(self.home).status_code == 200

    def session(self) -> bool:
        return self.opens(self.clients["session"])

    def api(self) -> bool:
        answer = self.clients["api"].get(self.home, headers={"Accept": "application/json"})
        return answer.status_code not in REFUSED

    def file_link(self) -> bool:
        return self.clients["file link"].get(self.link).status_code == 200

    def password(self) -> bool:
        from django.urls import reverse

        client = self.clients["password"]
        client.post(reverse("account_login"), {"login": self.user.email, "password": PASSWORD})
        return "_auth_user_id" in client.session and self.opens(client)

    def directory(self) -> bool:
        """The same form; the account is closed here before the directory is asked for anything."""
        from django.contrib.auth import authenticate

        return authenticate(None, email=self.user.email, password=PASSWORD) is not None

    def second_factor(self) -> bool:
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
        from django.urls import reverse

        code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
        self.clients["second factor"].post(reverse("mfa_authenticate"), {"code": code})
        return self.opens(self.clients["second factor"])

    def signed_in_elsewhere(self) -> bool:
        """What a passkey and a provider come to: a session opened for a person who was recognised."""
        from allauth.account.internal.flows.login import perform_login
        from allauth.account.models import Login
        from allauth.core import context
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import AnonymousUser
        from django.contrib.messages.storage.fallback import FallbackStorage
        from django.contrib.sessions.backends.db import SessionStore
        from django.test import Client, RequestFactory

        request = RequestFactory().get("/")
        request.session, request.user = SessionStore(), AnonymousUser()
        request._messages = FallbackStorage(request)
        user = get_user_model().objects.get(pk=self.user.pk)
        user.backend = settings.AUTHENTICATION_BACKENDS[0]
        with context.request_context(request):
            perform_login(request, Login(user=user, email_verification="none"))
        request.session.save()
        thief = Client(raise_request_exception=False)
        thief.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        return self.opens(thief)

    passkey = provider = signed_in_elsewhere

    def password_reset(self) -> bool:
        client = self.clients["password reset"]
        answer = client.get(self.reset, follow=True)
        new = {"password1": PASSWORD + "1", "password2": PASSWORD + "1"}
        client.post(answer.request["PATH_INFO"], new)
        self.user.refresh_from_db()
        return self.user.check_password(PASSWORD + "1") and self.opens(client)

    def invitation(self) -> bool:
        from django.urls import reverse

        from diwan.core.accounts.models import Invitation
        from diwan.core.accounts.tokens import token_of

        row = Invitation.objects.create(person=self.user, invited_at=now(), expires_at=now() + timedelta(days=1))
        address = reverse("accounts:invitation", args=[token_of(row.pk)])
        return self.clients["invitation"].get(address).status_code == 200

    def calendar_feed(self) -> bool:
        return self.clients["calendar feed"].get(self.feed).status_code == 200

    def push(self) -> bool:
        from diwan.core.notifications.models import Device

        return Device.objects.filter(person=self.user, person__is_active=True).exists()

    def jobs(self) -> bool:
        from diwan.core.batches import work
        from diwan.core.batches.models import Batch

        batch = Batch(owner_id=self.user.pk, params={}, language="ar")
        return not work.task_of(batch, now()).actor.is_anonymous

    def signatures(self) -> bool:
        from diwan.correspondence.parapheur import api as parapheur

        waits = parapheur.Signature.objects.filter(authorisation__person_id=self.user.pk, state="waiting")
        return waits.exists()

    def systems(self) -> bool:
        from diwan.telework.safe_access import api as safe_access

        return bool(safe_access.held_by(self.user.pk, now().date()))


def place_of() -> dict[str, Any]:
    """An administration with a post, and the VPN in its register."""
    from diwan.core.accounts import api as accounts
    from diwan.core.organisations import api as organisations
    from diwan.telework.safe_access.models import System

    system = organisations.SYSTEM
    tenant = organisations.open_administration(
        actor=system, code="BENCH", country="MA", names=organisations.Names("وزارة"), on=now().date(), now=now()
    )
    root = organisations.root_unit(tenant)
    owner = accounts.open_account(
        actor=system,
        email="owner@bench.example",
        name_ar="مالك",
        name_latin="Owner",
        administration_id=tenant.pk,
        invited=False,
        now=now(),
    )
    vpn = System.objects.create(administration=tenant, code="vpn", name="VPN", kind="vpn", owner=owner)
    return {"administration": tenant, "root": root, "vpn": vpn}


def addresses() -> list[str]:
    """Every address that a GET could ask, filled with whatever its converters take."""
    from django.urls import NoReverseMatch, reverse

    from diwan.telework.safe_access import ways

    filled = {"int": 1, "str": "x", "slug": "x", "uuid": uuid.uuid4(), "path": "x", "country": "MA", "sha256": "0" * 64}
    found = []
    for name, pattern, _path in ways.routes():
        converters = getattr(pattern.pattern, "converters", {})
        kinds = {key: type(one).__name__.removesuffix("Converter").lower() for key, one in converters.items()}
        try:
            found.append(reverse(name, kwargs={key: filled.get(kind, "x") for key, kind in kinds.items()}))
        except NoReverseMatch:
            continue
    return sorted(set(found))


def sweep(place: dict[str, Any]) -> tuple[int, int]:
    """Each address, asked with a session of its own that was open at the press: how many, and how many were let in."""
    from django.test import Client

    person, asked = Person(10**6, place), addresses()
    browsers = []
    for _address in asked:
        browser = Client(raise_request_exception=False)
        person.enter(browser)
        browsers.append(browser)
    person.press()
    let_in = [
        address for address, browser in zip(asked, browsers, strict=True) if browser.get(address).status_code != 401
    ]
    for address in let_in:
        print(f"let in: {address}")
    return len(asked), len(let_in)


def timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def measured(rounds: int, place: dict[str, Any]) -> tuple[dict[str, list[float]], dict[str, list[float]], int]:
    """Milliseconds to the refusal on each way, those of the peer and the limit, and how often somebody was let in."""
    from django.db import connection
    from django.test import Client

    from diwan.telework.safe_access import ways

    held = [way.code for way in ways.WAYS if way.held]
    ours: dict[str, list[float]] = defaultdict(list)
    others: dict[str, list[float]] = defaultdict(list)
    entered = 0
    for number in range(rounds):
        person = Person(number, place)
        if number == 0:
            assert person.opens(person.clients["session"]), "a credential that never opened would prove nothing"
        pressed = person.press()
        for code in held:
            began = time.perf_counter()
            entered += bool(getattr(person, code.replace(" ", "_"))())
            ours[code].append(pressed + 1000 * (time.perf_counter() - began))
        other = Person(rounds + number, place)
        thief = Client(raise_request_exception=False)
        other.enter(thief)
        began = time.perf_counter()
        other.user.is_active = False
        other.user.save(update_fields=["is_active"])
        entered += other.opens(thief)
        others["peer"].append(1000 * (time.perf_counter() - began))

        def update(pk: int = person.user.pk) -> None:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_user SET access_epoch = access_epoch + 1 WHERE id = %s", [pk])

        others["limit"].append(timed(update))
    return ours, others, entered


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts ways that are not told, credentials let in, and refusals above 2 s."""
    common.setup()
    logging.disable(logging.CRITICAL)  # a refusal is what is looked for, a thousand times
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # style is not measured
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from diwan.telework.safe_access import ways

    place, untold = place_of(), ways.untold()
    for name in untold:
        print(f"not told in ways.py: {name}")
    ours, others, entered = measured(5 if quick else 40, place)
    asked, let_in = sweep(place)
    slowest = max(max(values) for values in ours.values())
    peer, limit = statistics.median(others["peer"]), statistics.median(others["limit"])
    late = sum(value > GOAL for values in ours.values() for value in values)
    middle = statistics.median([value for values in ours.values() for value in values])
    return {
        "unit": "ms",
        "ours": round(slowest, 1),
        "peer": round(peer, 1),
        "peer_name": "Django: is_active = false, saved (sessions and sign-in only)",
        "limit": round(limit, 2),
        "limit_name": "one UPDATE committed",
        "ratio_peer": round(peer / middle, 3),
        "ratio_limit": round(limit / middle, 3),
        "median": round(middle, 1),
        "slowest_ms": {code: round(max(values), 1) for code, values in sorted(ours.items())},
        "goal": GOAL,
        "ways": len(ways.WAYS),
        "ways_held": len(ours),
        "ways_not_told": len(untold),
        "addresses_swept": asked,
        "let_in": entered + let_in,
        "violations": len(untold) + entered + let_in + late,
        "memory_mb": common.memory_mb(),
    }
