"""Signing in through an OpenID Connect provider: a small real one, with signed tokens, on a loopback port."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import include, path, reverse

from diwan.core.accounts.allauth_urls import provider_urlpatterns
from diwan.core.accounts.models import User
from tests.core import people

pytestmark = pytest.mark.django_db
urlpatterns = [path("account/", include(provider_urlpatterns)), path("", include("config.urls"))]


class Provider(BaseHTTPRequestHandler):
    """Discovery, tokens (with PKCE checked) and keys. `claims` is what it knows of whoever signs in."""

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims: dict = {}
    asked: dict = {}

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/jwks":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return self.answer({"keys": [{**key, "kid": "1", "alg": "RS256", "use": "sig"}]})
        if self.path == "/userinfo":
            return self.answer(self.claims)
        return self.answer(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/jwks",
            }
        )

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        proved = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.asked["code_challenge"]
        if not proved or sent["code"] != ["the-code"]:
            return self.answer({"error": "invalid_grant"}, 400)
        base, now = f"http://127.0.0.1:{self.server.server_port}", int(time.time())
        token = {"iss": base, "aud": "diwan", "iat": now, "exp": now + 60, **self.claims}
        if "nonce" in self.asked:
            token["nonce"] = self.asked["nonce"]
        signed = jwt.encode(token, self.key, algorithm="RS256", headers={"kid": "1"})
        return self.answer({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def answer(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments):
        """Silent: the tests speak."""


@pytest.fixture(scope="module")
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(autouse=True)
def configured(settings, server):
    app = {"provider_id": "provider", "name": "MEN", "client_id": "diwan", "secret": "s"}
    settings.ROOT_URLCONF = "tests.core.accounts.test_provider"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{**app, "settings": {"server_url": server}}]}
    }
    Provider.claims = {"sub": "42", "email": "Amina@MEN.example", "email_verified": True, "name": "Amina El Alaoui"}


def sign_in(client):
    """As a browser does it: to the provider, back with a code, and on by the page that sends itself."""
    asked = client.post(reverse("openid_connect_login", args=["provider"]))
    Provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    back = reverse("openid_connect_callback", args=["provider"])
    assert urlsplit(Provider.asked["redirect_uri"]).path == back
    back += "?" + urlencode({"code": "the-code", "state": Provider.asked["state"]})
    assert b"data-continue" in client.get(back).content
    assert "_auth_user_id" not in client.session
    client.post(back)
    return client.session.get("_auth_user_id")


@pytest.fixture
def amina(db):
    user = people.person()
    User.objects.filter(pk=user.pk).update(email="amina@men.example")
    return user


def test_the_account_is_found_by_the_address_the_provider_verified(client, amina):
    assert sign_in(client) == str(amina.pk)


def test_an_address_it_did_not_verify_opens_nothing(client, amina):
    Provider.claims["email_verified"] = False
    assert sign_in(client) is None


def test_a_stranger_gets_no_account_unless_the_setting_says_so(client, settings):
    assert sign_in(client) is None
    assert not User.objects.exists()
    settings.DIWAN_OIDC_CREATE = True
    client.cookies.clear()
    assert sign_in(client) == str(User.objects.get(email="amina@men.example").pk)
    assert User.objects.get().name_latin == "Amina El Alaoui"


def test_a_closed_account_stays_closed(client, amina):
    User.objects.update(is_active=False)
    assert sign_in(client) is None


def test_an_answer_nobody_asked_for_is_refused(client, amina):
    client.post(reverse("openid_connect_callback", args=["provider"]) + "?code=the-code&state=forged")
    assert "_auth_user_id" not in client.session
