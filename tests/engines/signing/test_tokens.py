"""Keys in a token: at the server (PKCS #11), and at the signatory's own computer (the agent). SoftHSM2 is the token."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import sys
import threading
import time
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import urllib3
from cryptography.hazmat.primitives.serialization import Encoding
from django.urls import reverse

from diwan.agent import diwan_agent
from diwan.core.organisations.api import actor_for
from diwan.engines.signing import api, checking, keys
from diwan.engines.signing.models import PersonKey, Relayed
from diwan.engines.signing.providers import module
from tests.core import people
from tests.helpers import tokens

pytestmark = pytest.mark.django_db
ORIGIN = "https://diwan.example"


@pytest.fixture
def amina(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    ministry = people.administration()
    user = people.person(administration=ministry)
    people.seat(user, people.post(people.root(ministry)))
    yield user
    module.forget()
    keys._identity.cache_clear()


@pytest.fixture
def token(amina, tmp_path, monkeypatch):
    """SoftHSM2 reads its configuration once in a process: other tests of the run have other folders."""
    made = tokens.token(tmp_path, monkeypatch)
    yield made
    module.forget()


def configured(tmp_path, token, owner):
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "hsm.pin").write_text(tokens.PIN + "\n")
    (tmp_path / "keys" / "pkcs11.toml").write_text(
        f'[[token]]\nmodule = "{token.module}"\nlabel = "{tokens.LABEL}"\npin_file = "hsm.pin"\n'
        f'[[token.key]]\nid = "01"\nperson = "{owner.email}"\n[[token.key]]\nid = "02"\nperson = "{owner.email}"\n'
    )
    module.reload()


def sent(client, name, **said):
    return client.post(reverse(name), {"idempotency_key": str(uuid.uuid4()), **said})


# python-pkcs11 ends a search of the session that was lost, and says so where nobody can hear.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_server_s_module_signs_for_whom_the_operator_says(client, amina, token, tmp_path):
    for number, kind in ((b"\1", "rsa2048"), (b"\2", "p256")):
        key, certificate, _root = tokens.outsider(kind=kind)
        tokens.store(token.module, key, certificate, number)
    configured(tmp_path, token, amina)
    client.force_login(amina)
    assert "Amina Outside" in client.get(reverse("signing:module_keys")).content.decode()
    for number in ("01", "02"):
        assert sent(client, "signing:module_keys", key=f"{tokens.LABEL}/{number}").status_code == 302
    for row in PersonKey.objects.all():
        assert row.secret is None
        assert tokens.PIN not in repr(row.__dict__)
        signer = api.signer_for(amina.pk, str(row.pk))
        assert tokens.PIN not in repr(signer)
        data = [f"document {n}".encode() for n in range(40)]
        made = signer.sign(data)
        assert all(checking.verified(signer.certificate, one, said) for one, said in zip(made, data, strict=True))
    assert len(module._sessions) == 1  # one login for all of them
    next(iter(module._sessions.values())).close()  # lost: opened anew
    assert signer.sign([b"again"])
    other = people.person("Some Body", administration=amina.administration)
    client.force_login(other)
    assert sent(client, "signing:module_keys", key=f"{tokens.LABEL}/01").status_code == 404
    (tmp_path / "keys" / "pkcs11.toml").write_text("")
    with pytest.raises(api.NoSignature) as no:
        api.signer_for(amina.pk, str(row.pk))
    assert no.value.reason == "absent"


def test_a_wrong_pin_is_said_without_it(amina, token, tmp_path):
    key, certificate, _root = tokens.outsider()
    tokens.store(token.module, key, certificate, b"\1")
    configured(tmp_path, token, amina)
    (tmp_path / "keys" / "hsm.pin").write_text("999999")
    with pytest.raises(api.NoSignature) as no:
        module.keys_for(amina.email)
    assert no.value.reason == "locked"
    assert "999999" not in str(no.value)


class Running:
    """The agent in a terminal of its own, as its owner starts it: what it says is read, PINs are typed."""

    def __init__(self, token, folder):
        self.port = 48000 + os.getpid() % 1000
        self.said = ""
        command = [sys.executable, str(Path(diwan_agent.__file__)), "--module", token.module]
        command += ["--origin", ORIGIN, "--port", str(self.port), "--paired", str(folder / "paired.json")]
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.environ.update(token.environment)
            os.execv(sys.executable, command)
        threading.Thread(target=self._read, daemon=True).start()
        self.code = self.until(r"Code for the page: (\d{4} \d{4})").group(1)

    def _read(self):
        while True:
            try:
                got = os.read(self.terminal, 4096)
            except OSError:
                return
            if not got:
                return
            self.said += got.decode()

    def until(self, pattern, after=0):
        for _ in range(300):
            found = re.compile(pattern).search(self.said, after)
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(self.said)

    def types(self, text):
        os.write(self.terminal, text.encode() + b"\n")

    def ask(self, path, said=None, *, token="", origin=ORIGIN, method="", **headers):
        headers = {"Origin": origin, "Content-Type": "application/json", **headers}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(said) if said is not None else None
        method = method or ("POST" if said is not None else "GET")
        answer = urllib3.request(
            method, f"http://127.0.0.1:{self.port}{path}", body=body, headers=headers, retries=False, timeout=60
        )
        return answer.status, (json.loads(answer.data) if answer.data else {}), answer.headers

    def stop(self):
        os.kill(self.pid, 15)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


@pytest.fixture
def card(token):
    key, certificate, root = tokens.outsider()
    tokens.store(token.module, key, certificate, b"\1")
    return certificate, root


@pytest.fixture
def running(token, card, tmp_path):
    agent = Running(token, tmp_path)
    yield agent
    agent.stop()


def test_the_agent_answers_paired_pages_of_its_origin_only(running):
    assert running.ask("/status")[0] == 200
    assert running.ask("/status", origin="https://evil.example")[0] == 403
    assert running.ask("/status", origin="")[0] == 403
    assert running.ask("/status", Host="evil.example")[0] == 421  # a name made to point here
    status, _said, headers = running.ask(
        "/sign", method="OPTIONS", **{"Access-Control-Request-Private-Network": "true"}
    )
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Access-Control-Allow-Private-Network"] == "true"
    assert "Access-Control-Allow-Origin" not in running.ask("/x", method="OPTIONS", origin="https://evil.example")[2]
    assert running.ask("/certificates")[0] == 401
    assert running.ask("/certificates", token="guess")[0] == 401
    first = running.code
    for _ in range(5):
        assert running.ask("/pair", {"code": "00000000"})[0] == 403
    running.until("here is another")
    assert running.ask("/pair", {"code": first})[0] == 403  # five wrong ones and it is another
    for body in ([], {"documents": []}, {"documents": [{"digest": "x"}], "certificate": "y"}):
        assert running.ask("/sign", body)[0] in {400, 401}


def test_the_owner_sees_what_is_signed_and_types_the_pin_there(client, amina, running, card):
    certificate, root = card
    token = running.ask("/pair", {"code": running.code})[1]["token"]
    held = [base64.b64decode(one) for one in running.ask("/certificates", token=token)[1]["certificates"]]
    der = certificate.public_bytes(Encoding.DER)
    assert held == [der]
    fingerprint = sha256(der).hexdigest()

    def signed(octets, title, answer):
        done = []
        documents = [{"digest": sha256(octets).hexdigest(), "title": title}]
        at = len(running.said)
        asking = threading.Thread(
            target=lambda: done.append(
                running.ask("/sign", {"certificate": fingerprint, "documents": documents}, token=token)
            )
        )
        asking.start()
        running.until("PIN of the card", at)
        running.types(answer)
        asking.join()
        return done[0]

    assert signed(b"x", "Letter", "")[:2] == (403, {"error": "refused"})
    assert signed(b"x", "Letter", "000000")[:2] == (403, {"error": "pin"})
    status, said, _h = signed(b"a letter", "Letter \x1b[2J\u202e 12", tokens.PIN)
    assert status == 200
    assert checking.verified(
        certificate, base64.b64decode(said["signatures"][sha256(b"a letter").hexdigest()]), b"a letter"
    )
    assert "Letter  [2J  12" in running.said
    assert tokens.PIN not in running.said
    # the page takes the key of the card for its person
    client.force_login(amina)
    nonce = re.search(r'data-nonce="([^"]+)"', client.get(reverse("signing:agent")).content.decode()).group(1)
    assert "http://127.0.0.1:47820" in client.get(reverse("signing:agent"))["Content-Security-Policy"]
    proof = signed(nonce.encode(), "card", tokens.PIN)[1]["signatures"][sha256(nonce.encode()).hexdigest()]

    def told(name, said):
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Accept": "application/json"}
        return client.post(reverse(name), json.dumps(said), content_type="application/json", headers=headers)

    certificates = [base64.b64encode(one).decode() for one in (der, root.public_bytes(Encoding.DER))]
    wrong = {"nonce": nonce, "certificates": certificates, "signature": said["signatures"].popitem()[1]}
    assert told("signing:take_agent_key", wrong).status_code == 422
    assert told("signing:take_agent_key", {**wrong, "signature": proof}).status_code == 201
    row = PersonKey.objects.get()
    signer = api.signer_for(amina.pk, str(row.pk))
    for _ in range(2):
        with pytest.raises(api.NoSignature) as no:
            signer.sign([b"first", b"second"])
        assert no.value.reason == "waiting"
    waiting = client.get(reverse("signing:relay")).json()["waiting"]
    assert len(waiting) == Relayed.objects.count() == 2
    made = {one: signed(one, "batch", tokens.PIN)[1]["signatures"] for one in (b"first", b"second")}
    signatures = {digest: one for said in made.values() for digest, one in said.items()}
    swapped = dict(zip(signatures, reversed(list(signatures.values())), strict=True))
    assert told("signing:relay", {"key": row.pk, "signatures": swapped}).status_code == 422
    assert told("signing:relay", {"key": row.pk, "signatures": signatures}).json() == {"taken": 2}
    assert [
        checking.verified(certificate, one, data)
        for one, data in zip(signer.sign([b"first", b"second"]), (b"first", b"second"), strict=True)
    ] == [True, True]
    assert client.get(reverse("signing:relay")).json() == {"waiting": []}
    other = people.person("Some Body", administration=amina.administration)
    client.force_login(other)
    assert told("signing:relay", {"key": row.pk, "signatures": signatures}).status_code == 422
    assert actor_for(other.pk, datetime.now(UTC)).person_id == other.pk


def test_the_program_is_handed_out_for_this_site(client, amina, settings):
    settings.DIWAN_PUBLIC_URL = ORIGIN + "/"
    client.force_login(amina)
    source = client.get(reverse("signing:agent_program")).content.decode()
    assert f"ORIGINS = ('{ORIGIN}',)" in source
    compile(source, "diwan_agent.py", "exec")
