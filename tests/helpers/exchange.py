"""Another instance, as ours sees it: it has keys of its own, and says what a test has it say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import uuid
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.test import Client, override_settings
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery_api
from diwan.correspondence.delivery.operations import carrying
from diwan.correspondence.exchange import protocol
from diwan.correspondence.exchange.models import Instance
from diwan.correspondence.exchange.operations import directory
from diwan.correspondence.exchange.operations import sending as sendings
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers import delivery

HERE = "here.example"
OPERATOR = people.SYSTEM


class Peer:
    """An instance elsewhere, that signs with the keys of a folder of its own."""

    def __init__(self, folder: Path, realm: str = "there.example") -> None:
        self.folder, self.realm = folder, realm
        folder.mkdir(parents=True, exist_ok=True)

    # --- what it says -------------------------------------------------------------------------------------------

    def seal(self, document: str, code: str = "Diwan") -> protocol.Sealed:
        with override_settings(DIWAN_HOME=self.folder):
            return protocol.Sealed(document, signing.seal_detached(document.encode(), administration_code=code))

    @property
    def root(self) -> str:
        with override_settings(DIWAN_HOME=self.folder):
            return signing.root_certificate_pem().decode()

    def token(self, audience: str = HERE, at: datetime | None = None, issuer: str = "", code: str = "Diwan") -> str:
        said = protocol.Token(issuer=issuer or self.realm, audience=audience, at=at or datetime.now(UTC))
        sealed = self.seal(protocol.document("token", said), code)
        return f"Diwan {base64.b64encode(sealed.document.encode()).decode()}.{base64.b64encode(sealed.seal).decode()}"

    def directory(self, *bodies: protocol.BodyLine, version: int = 1, **changes: Any) -> protocol.Sealed:
        said = {"realm": self.realm, "version": version, "made_at": datetime.now(UTC), "root": self.root} | changes
        return self.seal(protocol.document("directory", protocol.Directory(bodies=bodies, **said)))

    def body(self, code: str, arabic: str = "المديرية العامة", **changes: Any) -> protocol.BodyLine:
        said: dict[str, Any] = {"names": {"ar": arabic}, "since": people.FOUNDED, "country": "MA"} | changes
        return protocol.BodyLine(code=f"{self.realm}/{code}", **said)

    def manifest(self, receiver: str, files: list[bytes], key: uuid.UUID | None = None, **changes: Any) -> Manifest:
        return Manifest(self, receiver, files, key or uuid.uuid4(), changes)

    def proof(self, manifest: Manifest, event: Any, **said: Any) -> dict[str, str]:
        """Evidence of the sender of a letter."""
        return self.proof_of(manifest.key, manifest.said.content, event, manifest.sealer, **said)

    def proof_of(self, message_id: uuid.UUID, envelope: str, event: Any, sealer: str, **said: Any) -> dict[str, str]:
        """Evidence that an administration there sealed."""
        with override_settings(DIWAN_HOME=self.folder):
            _uid, document, seal = delivery_api.made(
                message_id=message_id,
                envelope=envelope,
                channel="exchange",
                happened=delivery_api.Happened(event, **said),
                issuer=delivery_api.Issuer(code=sealer, name={}, office={}),
                at=datetime.now(UTC),
            )
        return protocol.Sealed(document, seal).as_json()

    # --- how ours knows it --------------------------------------------------------------------------------------

    def trusted(self, base_url: str = "http://127.0.0.1:9", **changes: Any) -> Instance:
        """Our row of it, compared and trusted."""
        return Instance.objects.create(
            **{
                "name": "وزارة هناك",
                "base_url": base_url,
                "realm": self.realm,
                "root": self.root,
                "fingerprint": signing.fingerprint_of(self.root),
                "state": "trusted",
                "proposed_at": people.NOW,
                "trusted_at": people.NOW,
            }
            | changes
        )


class Manifest:
    """A letter that the other instance sends."""

    def __init__(self, peer: Peer, receiver: str, files: list[bytes], key: uuid.UUID, changes: dict[str, Any]) -> None:
        self.peer, self.files, self.key = peer, files, key
        self.sealer = changes.pop("sealer", "DGI")
        letter = {
            "reference": "DGI-2026-O-000001",
            "registered_at": people.NOW.isoformat(),
            "dated_on": "2026-11-18",
            "subject": "طلب رأي",
            "body": "نص المراسلة",
            "language": "ar",
            "level": "ordinary",
            "priority": "normal",
            "answers": "",
            "pieces": [
                {
                    "name": f"{n}.pdf",
                    "label": "",
                    "role": "main",
                    "media_type": "application/pdf",
                    "size": len(one),
                    "sha256": fingerprint(one),
                }
                for n, one in enumerate(files, 1)
            ],
        } | changes.pop("letter", {})
        content = {
            "format": "diwan-letter/1",
            "message": str(key),
            "from": {
                "administration": "DGI",
                "country": "MA",
                "name": {"ar": "المديرية العامة للضرائب"},
                "office": "DGI",
            },
            "to": {"name": "وزارة التربية", "title": "", "representative": "", "body": receiver, "role": "addressee"},
            "letter": letter,
        }
        self.said = protocol.Manifest(
            **{
                "message_id": key,
                "sender": f"{peer.realm}/DGI/DGI",
                "receiver": receiver,
                "created_at": datetime.now(UTC),
                "content": protocol.canonical(content).decode(),
            }
            | changes
        )
        self.sealed = peer.seal(protocol.document("manifest", self.said), self.sealer)

    @property
    def path(self) -> str:
        return f"/exchange/messages/{self.key}"


class Caller:
    """Speaks to our endpoints in the name of a peer."""

    def __init__(self, peer: Peer, token: str | None = None) -> None:
        self.peer, self.client = peer, Client(raise_request_exception=True)
        self.headers = {"Authorization": peer.token() if token is None else token}

    def announce(
        self,
        manifest: Manifest,
        evidence: list[Any] | None = None,
        *,
        files: list[bytes] | None = None,
        names: list[bytes] | None = None,
    ) -> tuple[int, Any]:
        """`files` travel with it, under the fingerprints of `names` if they are others."""
        said: dict[str, Any] = {"manifest": manifest.sealed.as_json(), "evidence": evidence or []}
        if files:
            pairs = zip(names or files, files, strict=True)
            said["files"] = [
                {"sha256": fingerprint(name), "content": base64.b64encode(one).decode()} for name, one in pairs
            ]
        return self.ask("PUT", manifest.path, json.dumps(said).encode())

    def put(self, manifest: Manifest, content: bytes, *, offset: int = 0, sha256: str = "") -> tuple[int, Any]:
        path = f"{manifest.path}/files/{sha256 or fingerprint(content)}"
        return self.ask("PUT", path, content[offset:], **{"Upload-Offset": str(offset)})

    def commit(self, manifest: Manifest) -> tuple[int, Any]:
        return self.ask("POST", f"{manifest.path}/commit", b"")

    def deliver(self, manifest: Manifest) -> tuple[int, Any]:
        """All of it, in order."""
        status, said = self.announce(manifest)
        assert status == 200, said
        for one in manifest.files:
            status, here = self.put(manifest, one)
            assert status == 200, here
        return self.commit(manifest)

    def balance(self, held: dict[Any, Any]) -> tuple[int, Any]:
        said = {"held": {str(key): sorted(uids) for key, uids in held.items()}}
        return self.ask("POST", "/exchange/balance", json.dumps(said).encode())

    def push(self, evidence: list[Any]) -> tuple[int, Any]:
        return self.ask("POST", "/exchange/evidence", json.dumps({"evidence": evidence}).encode())

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, Any]:
        answer = self.client.generic(
            method, path, body, content_type="application/json", headers={**self.headers, **headers}
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pdf(text: str = "") -> bytes:
    return delivery.pdf(text)


def events_in(said: Any) -> list[str]:
    """The events of an answer, each with its reason if it has one."""
    found = []
    for one in said["evidence"]:
        document = json.loads(one["document"])
        reason = document["detail"].get("exchange", "")
        found.append(document["event"].rpartition("/")[2] + (f":{reason}" if reason else ""))
    return found


class There:
    """The other instance, as far as it compares evidence: what it made, what it holds."""

    def __init__(self, peer: Peer, instance: Instance, sending: Any) -> None:
        self.peer, self.instance, self.sending = peer, instance, sending
        self.made: list[dict[str, str]] = []
        self.held = {str(one) for one in sending.evidence.values_list("uid", flat=True)}

    def proof(self, event: Any, **said: Any) -> dict[str, str]:
        one = self.peer.proof_of(self.sending.message_id, self.sending.envelope, event, "DGI", **said)
        self.held |= set(uids([one]))
        return one

    def sealed(self, one: dict[str, str]) -> protocol.Sealed:
        return protocol.read_sealed(one)

    def answer(self, path: str, said: dict[str, Any]) -> dict[str, Any]:
        if path == "/exchange/evidence":
            found = uids(said["evidence"])
            self.held |= set(found)
            return {"taken": found, "refused": []}
        ((key, held),) = said["held"].items()
        return {
            "held": {key: sorted(self.held)},
            "evidence": [one for one in self.made if uids([one])[0] not in held],
        }

    def __enter__(self) -> There:
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps(there.answer(self.path, said)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.instance.base_url = f"http://127.0.0.1:{self.server.server_port}"
        self.instance.save(update_fields=["base_url"])
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def carried(ministry: Any, instance: Instance, peer: Peer) -> tuple[Any, There]:
    """A letter on its way to the other instance, whose first try began, and that instance."""
    directory.read(instance_id=instance.pk, sealed=peer.directory(peer.body("DGI")), now=people.NOW)
    letter = delivery.outgoing(ministry, delivery.addressee(ministry, unit=None, body=f"{peer.realm}/DGI"))
    sending = delivery.send(ministry, letter, "exchange")
    carrying.begin(sending_id=sending.pk, now=people.NOW)
    sendings.settle(sending, timezone.now())
    return sending, There(peer, instance, sending)


def uids(proofs: list[dict[str, str]]) -> list[str]:
    return [json.loads(one["document"])["id"] for one in proofs]
