"""A small remote signing service (CSC API v2, chapters 8 and 11): its own key, OAuth 2, SAD bound to the digests.

A peer of the house that stands for those of others: there is no free one to test against.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding

CLIENT, SECRET = "diwan", "client secret of the tests"


class Service(ThreadingHTTPServer):
    """`wrong` makes it sign something else; `pin` is asked at each authorisation; `by_browser`: its owner confirms in
    their browser (oauth2code)."""

    daemon_threads = True

    def __init__(self, key: Any, chain: list[Any], *, owner: str, pin: str = "", multisign: int = 3) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key, self.chain, self.owner, self.pin, self.multisign = key, chain, owner, pin, multisign
        self.codes: dict[str, str] = {}  # code → challenge of its verifier
        self.refresh: set[str] = set()
        self.access: set[str] = set()
        self.sads: dict[str, tuple[str, ...]] = {}
        self.calls: list[str] = []
        self.wrong = self.by_browser = False
        self.confirmed: dict[str, tuple[str, ...]] = {}  # code → digests that its owner agreed to sign
        self.granted: dict[str, tuple[str, ...]] = {}  # access of scope credential → the same
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def code_for(self, challenge: str) -> str:
        """What the owner's browser brings back once they agreed."""
        code = secrets.token_urlsafe(12)
        self.codes[code] = challenge
        return code

    def agreed_to(self, asked: dict[str, str]) -> str:
        """What the owner's browser brings back once they confirmed signatures (8.4.2)."""
        assert asked["scope"] == "credential"
        assert asked["credentialID"] == "credential-1"
        assert asked["hashAlgorithmOID"] == "2.16.840.1.101.3.4.2.1"
        hashes = [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in asked["hashes"].split(",")]
        assert len(hashes) == int(asked["numSignatures"]) <= self.multisign
        code = self.code_for(asked["code_challenge"])
        self.confirmed[code] = tuple(base64.b64encode(one).decode() for one in hashes)
        return code

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *said: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.removeprefix("/csc/v2/")
        self.server.calls.append(name)
        if self.path == "/oauth2/token":
            return self.answer(*self.token({k: v[0] for k, v in parse_qs(body.decode()).items()}))
        self.shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.shown not in self.server.access and not (
            name == "signatures/signHash" and self.shown in self.server.granted
        ):
            return self.answer(401, {"error": "invalid_token"})
        act = {
            "credentials/list": self.list,
            "credentials/info": self.info,
            "credentials/authorize": self.authorize,
            "signatures/signHash": self.sign,
        }[name]
        return self.answer(*act(json.loads(body)))

    def answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def token(self, said: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if (said.get("client_id"), said.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        grant = said.get("grant_type")
        if grant == "authorization_code":
            digest = base64.urlsafe_b64encode(sha256(said["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            if self.server.codes.pop(said["code"], None) != digest:
                return 400, {"error": "invalid_grant"}
            if said["code"] in self.server.confirmed:
                granted = secrets.token_urlsafe(12)
                self.server.granted[granted] = self.server.confirmed.pop(said["code"])
                return 200, {"access_token": granted, "token_type": "SAD", "expires_in": 300}
        elif grant == "refresh_token":
            if said["refresh_token"] not in self.server.refresh:
                return 400, {"error": "invalid_grant"}
        elif grant != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        access, refresh = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        self.server.access.add(access)
        self.server.refresh.add(refresh)
        return 200, {"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 600}

    def list(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        mine = said.get("userID", self.server.owner) == self.server.owner
        return 200, {"credentialIDs": ["credential-1"] if mine else []}

    def info(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if said["credentialID"] != "credential-1":
            return 400, {"error": "invalid_request"}
        chain = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in self.server.chain]
        auth = {"mode": "oauth2code" if self.server.by_browser else "explicit" if self.server.pin else "implicit"}
        key = {"status": "enabled", "algo": ["1.2.840.113549.1.1.11"]}
        return 200, {"key": key, "cert": {"certificates": chain}, "auth": auth, "multisign": self.server.multisign}

    def authorize(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.server.by_browser:
            return 400, {"error": "invalid_request", "error_description": "This credential is authorised by OAuth 2"}
        given = {one["id"]: one["value"] for one in said.get("authData", [])}
        if self.server.pin and given.get("PIN") != self.server.pin:
            return 400, {"error": "invalid_pin"}
        if len(said["hashes"]) != said["numSignatures"] or said["numSignatures"] > self.server.multisign:
            return 400, {"error": "invalid_request"}
        sad = secrets.token_urlsafe(12)
        self.server.sads[sad] = tuple(said["hashes"])
        return 200, {"SAD": sad, "expiresIn": 300}

    def sign(self, said: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        allowed = self.server.granted.pop(self.shown, None) or self.server.sads.pop(said.get("SAD", ""), None)
        if allowed != tuple(said["hashes"]):
            return 400, {"error": "invalid_request", "error_description": "The SAD is not for these hashes"}
        digests = [base64.b64decode(one) for one in said["hashes"]]
        if self.server.wrong:
            digests = [bytes(32) for _ in digests]
        return 200, {"signatures": [base64.b64encode(self.made(one)).decode() for one in digests]}

    def made(self, digest: bytes) -> bytes:
        how = Prehashed(hashes.SHA256())
        if isinstance(self.server.key, ec.EllipticCurvePrivateKey):
            return self.server.key.sign(digest, ec.ECDSA(how))
        return self.server.key.sign(digest, padding.PKCS1v15(), how)
