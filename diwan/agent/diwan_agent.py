#!/usr/bin/env python3
"""Sign in Diwan with a card or token that is plugged into your own computer.

    python3 diwan_agent.py --module /usr/lib/softhsm/libsofthsm2.so --origin https://diwan.example

Needs Python 3.9 or later and the packages `cryptography` and `python-pkcs11`. It listens on this computer alone
(127.0.0.1), answers pages of the given origins and no others, and asks you, here, before each signature: what is
signed is shown, and the PIN of the card is typed in this window. The PIN goes to the card and nowhere else; the key
stays on it.

The first time, the page asks for the code that this window shows: so that a page nobody paired signs nothing.
"""

import argparse
import base64
import getpass
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ORIGINS = ()  # filled in when an instance offers this file
PORT = 47820
LARGEST = 2 << 20  # octets of a request
MOST = 1000  # documents in one request
TRIES = 5  # wrong codes before another is made
SHOWN = 25  # titles shown one by one; the rest is counted
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # DigestInfo (RFC 8017, 9.2, note 1)
DIGEST = re.compile(r"[0-9a-f]{64}")


def for_origin(address):
    """This program's own text, ready for the pages at an address."""
    source = Path(__file__).read_text(encoding="utf-8")
    parts = re.match(r"https?://[A-Za-z0-9.:\[\]-]+", address)
    return source.replace("ORIGINS = ()", f"ORIGINS = ({parts.group(0)!r},)" if parts else "ORIGINS = ()", 1)


class Refused(Exception):
    """A no for the page: an HTTP status and a word."""

    def __init__(self, status, word):
        super().__init__(word)
        self.status, self.word = status, word


class Window:
    """Where the owner of the card reads and answers: this terminal, else a dialog."""

    def __init__(self, out=sys.stderr):
        self.out = out
        self.lock = threading.Lock()

    def say(self, text=""):
        print(text, file=self.out, flush=True)

    def pin(self, lines):
        """The PIN, or "" when the owner says no. One question at a time."""
        with self.lock:
            if sys.stdin is not None and sys.stdin.isatty():
                self.say("\n".join(lines))
                try:
                    return getpass.getpass("PIN of the card (nothing: refuse): ", self.out)
                except (EOFError, KeyboardInterrupt):
                    return ""
            return self._dialog("\n".join(lines))

    def _dialog(self, text):
        try:
            import tkinter
            from tkinter import simpledialog

            root = tkinter.Tk()
        except Exception:
            self.say("No terminal and no screen to ask for the PIN: refused.")
            return ""
        root.withdraw()
        root.attributes("-topmost", True)
        try:
            return simpledialog.askstring("Diwan", text + "\n\nPIN:", show="•", parent=root) or ""
        finally:
            root.destroy()


def printable(text, size=100):
    """A title from a page, without what could move the cursor or turn the line around."""
    kept = "".join(
        c if c.isprintable() and not "\u202a" <= c <= "\u202e" and not "\u2066" <= c <= "\u2069" else " "
        for c in str(text)
    )
    return kept[:size]


class Card:
    """What is plugged in: every token of the module."""

    def __init__(self, module):
        self.module = module

    def _tokens(self):
        import pkcs11

        library = pkcs11.lib(self.module)
        return [token for token in library.get_tokens() if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED]

    def certificates(self):
        """(fingerprint, certificate as DER, token, CKA_ID) of every certificate; a card shows them without a PIN."""
        import pkcs11

        found = []
        for token in self._tokens():
            with token.open() as session:
                for held in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}):
                    der = held[pkcs11.Attribute.VALUE]
                    found.append((hashlib.sha256(der).hexdigest(), der, token, held[pkcs11.Attribute.ID]))
        return found

    def sign(self, fingerprint, digests, pin):
        """A signature over each SHA-256 digest."""
        import pkcs11
        from pkcs11.exceptions import PinIncorrect, PinLocked, PKCS11Error

        token, number = next(((t, i) for f, _d, t, i in self.certificates() if f == fingerprint), (None, None))
        if token is None:
            raise Refused(404, "absent")
        try:
            with token.open(user_pin=pin) as session:
                wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: number}
                key = next(iter(session.get_objects(wanted)), None)
                if key is None:
                    raise Refused(404, "absent")
                return [self._signed(key, bytes.fromhex(one)) for one in digests]
        except PinLocked:
            raise Refused(403, "locked") from None
        except PinIncorrect:
            raise Refused(403, "pin") from None
        except PKCS11Error:
            raise Refused(503, "absent") from None

    def _signed(self, key, digest):
        import pkcs11
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

        if key.key_type == pkcs11.KeyType.RSA:
            return key.sign(SHA256_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS)
        made = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
        half = len(made) // 2
        return encode_dss_signature(int.from_bytes(made[:half], "big"), int.from_bytes(made[half:], "big"))


class Pairing:
    """Which pages were paired: of each a token, kept as its digest, bound to the page's origin."""

    def __init__(self, path, window):
        self.path, self.window, self.wrong = path, window, 0
        self.lock = threading.Lock()
        self.code = self._new_code()

    def _new_code(self):
        self.wrong = 0
        return f"{secrets.randbelow(10**8):08}"

    def show(self):
        self.window.say(f"Code for the page: {self.code[:4]} {self.code[4:]}")

    def pair(self, origin, code):
        with self.lock:
            if not hmac.compare_digest(re.sub(r"\s", "", str(code)).encode(), self.code.encode()):
                self.wrong += 1
                if self.wrong >= TRIES:
                    self.code = self._new_code()
                    self.window.say("Too many wrong codes: here is another.")
                    self.show()
                raise Refused(403, "code")
            token = secrets.token_urlsafe(32)
            self._keep({**self._kept(), self._mark(origin, token): origin})
            self.code = self._new_code()
            self.window.say(f"Paired with {origin}. For another page, this code:")
            self.show()
            return token

    def known(self, origin, token):
        return self._kept().get(self._mark(origin, token)) == origin

    @staticmethod
    def _mark(origin, token):
        return hashlib.sha256(f"{origin} {token}".encode()).hexdigest()

    def _kept(self):
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def _keep(self, said):
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(said, file)


class Agent(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, origins, card, pairing, window):
        super().__init__(("127.0.0.1", port), Handler)
        self.origins, self.card, self.pairing, self.window = frozenset(origins), card, pairing, window
        self.signing = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "diwan-agent", ""
    timeout = 60

    def log_message(self, *said):
        """What is asked is not written anywhere."""

    def do_OPTIONS(self):
        """The browser asks whether this page may speak to this computer (CORS, Private Network Access)."""
        self._answer(self._allowed)

    def do_GET(self):
        self._answer(self._get)

    def do_POST(self):
        self._answer(self._post)

    def _answer(self, act):
        try:
            self._here()
            status, said = act()
        except Refused as no:
            status, said = no.status, {"error": no.word}
        except Exception as error:
            self.server.window.say(f"Something went wrong: {type(error).__name__}")
            status, said = 500, {"error": "failed"}
        body = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        origin = self.headers.get("Origin", "")
        if origin in self.server.origins:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Methods", "GET, POST")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
            self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Vary", "Origin")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status >= 400:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def _here(self):
        """Only a page of an allowed origin, and only by this computer's own address (no name made to point here)."""
        port = self.server.server_address[1]
        if self.headers.get("Host", "") not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            raise Refused(421, "host")
        if self.headers.get("Origin", "") not in self.server.origins:
            raise Refused(403, "origin")

    def _allowed(self):
        return 204, None

    def _token(self):
        said = self.headers.get("Authorization", "")
        if not said.startswith("Bearer ") or not self.server.pairing.known(self.headers["Origin"], said[7:]):
            raise Refused(401, "pair")

    def _get(self):
        if self.path == "/status":
            return 200, {"agent": "diwan", "version": 1}
        self._token()
        if self.path == "/certificates":
            with self.server.signing:
                held = self.server.card.certificates()
            return 200, {"certificates": [base64.b64encode(der).decode() for _f, der, _t, _i in held]}
        raise Refused(404, "path")

    def _post(self):
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > LARGEST:
            raise Refused(413, "size")
        try:
            said = json.loads(self.rfile.read(int(size)))
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Refused(400, "form")
        if self.path == "/pair":
            return 200, {"token": self.server.pairing.pair(self.headers["Origin"], said.get("code", ""))}
        self._token()
        if self.path == "/sign":
            return 200, self._sign(said)
        raise Refused(404, "path")

    def _sign(self, said):
        documents, fingerprint = said.get("documents"), said.get("certificate")
        if not isinstance(documents, list) or not 1 <= len(documents) <= MOST or not isinstance(fingerprint, str):
            raise Refused(400, "form")
        if not all(isinstance(one, dict) and DIGEST.fullmatch(str(one.get("digest", ""))) for one in documents):
            raise Refused(400, "form")
        lines = ["", f"{printable(self.headers['Origin'])} asks for {len(documents)} signature(s):"]
        for one in documents[:SHOWN]:
            lines.append(f"  {one['digest'][:16]}…  {printable(one.get('title', ''))}")
        if len(documents) > SHOWN:
            lines.append(f"  … and {len(documents) - SHOWN} more")
        with self.server.signing:
            pin = self.server.window.pin(lines)
            if not pin:
                self.server.window.say("Refused.")
                raise Refused(403, "refused")
            digests = [one["digest"] for one in documents]
            made = self.server.card.sign(fingerprint, digests, pin)
        self.server.window.say(f"Signed: {len(made)}.")
        pairs = zip(digests, made)  # noqa: B905  (Python 3.9)
        return {"signatures": {digest: base64.b64encode(one).decode() for digest, one in pairs}}


def main(argv=None):
    parser = argparse.ArgumentParser(
        "diwan_agent", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--module", required=True, help="the PKCS #11 library that came with the card")
    parser.add_argument(
        "--origin", action="append", default=[], help="a site whose pages may ask, as https://diwan.example"
    )
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--paired", type=Path, default=Path.home() / ".config" / "diwan-agent" / "paired.json")
    said = parser.parse_args(argv)
    origins = [one.rstrip("/") for one in (said.origin or ORIGINS)]
    if not origins:
        parser.error("name the site with --origin")
    window = Window()
    pairing = Pairing(said.paired, window)
    server = Agent(said.port, origins, Card(said.module), pairing, window)
    window.say(f"Listening on 127.0.0.1:{server.server_address[1]} for {', '.join(origins)}. Ctrl-C ends it.")
    pairing.show()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
