"""What travels between two instances: another program can be written from docs/decisions/exchange-protocol.md.

Pure values in and out: what comes from outside is read strictly here and nowhere else. A field that is unknown is let
through (a newer instance may say more); a field that is missing, of another type or too long is malformed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from .strict import Malformed, canonical, demand_storable, loaded

VERSION = 1
MANIFEST_SIZE = 512 * 1024  # octets of a sealed manifest
NEWS_SIZE = 2 * 1024 * 1024  # octets of a batch of evidence
INLINE = 1 << 20  # octets of the files that travel with their announcement: a usual letter is one call
ANNOUNCEMENT_SIZE = 2 * MANIFEST_SIZE + 2 * INLINE
DIRECTORY_SIZE = 32 * 1024 * 1024  # octets of a directory: some 30,000 bodies
MOST_FILES = 200  # no instance asks for more; each takes as many as its own limit says
SHA256 = re.compile(r"[0-9a-f]{64}")
REALM = re.compile(r"[a-z0-9][a-z0-9.:\[\]-]{0,44}")
CODE = re.compile(r"[a-z0-9][a-z0-9.:\[\]-]{0,44}(/[A-Z0-9-]{1,16}){1,2}")


@dataclass(frozen=True)
class Sealed:
    """How everything travels that must hold: canonical JSON as text, and a detached CMS seal over it."""

    document: str
    seal: bytes

    def as_json(self) -> dict[str, str]:
        return {"document": self.document, "seal": base64.b64encode(self.seal).decode()}


@dataclass(frozen=True)
class FileLine:
    """A file of a message. The first one is the letter itself."""

    sha256: str
    size: int
    name: str


@dataclass(frozen=True)
class Manifest:
    """A message: who sends what to whom. `content` is the text that all evidence of it is about (see delivery)."""

    message_id: uuid.UUID
    sender: str
    receiver: str
    created_at: datetime
    content: str


@dataclass(frozen=True)
class Token:
    """Who calls whom, and when: good for minutes."""

    issuer: str
    audience: str
    at: datetime


@dataclass(frozen=True)
class BodyLine:
    code: str
    names: dict[str, str]
    since: date
    country: str = ""
    until: date | None = None
    successor: str = ""


@dataclass(frozen=True)
class Directory:
    realm: str
    version: int
    made_at: datetime
    root: str  # PEM, for who meets this instance the first time; whoever trusts it already has it
    bodies: tuple[BodyLine, ...] = field(default=())


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- writing -------------------------------------------------------------------------------------------------------


def written(value: Any) -> dict[str, Any]:
    """A line as it travels, what is empty left out."""
    said = {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return {name: one for name, one in said.items() if one not in ("", None, [], {})}


def document(kind: str, value: Manifest | Directory | Token) -> str:
    return canonical({"v": VERSION, "kind": kind, **written(value)}).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return written(value) if hasattr(value, "__dataclass_fields__") else value


# --- reading -------------------------------------------------------------------------------------------------------


def read_sealed(said: Any) -> Sealed:
    """A sealed document as it came; its seal is not checked here.

    Raises:
        Malformed
    """
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("document", "seal")):
        raise Malformed(what="document, seal")
    try:
        return Sealed(said["document"], base64.b64decode(said["seal"], validate=True))
    except ValueError:  # binascii.Error, or characters beyond ASCII
        raise Malformed(what="seal") from None


def read_manifest(text: str) -> Manifest:
    """Raises Malformed."""
    said = _Said(loaded(text)).of("manifest")
    return Manifest(
        message_id=said.identifier("message_id"),
        sender=said.code("sender"),
        receiver=said.code("receiver"),
        created_at=said.moment("created_at"),
        content=said.text("content", MANIFEST_SIZE, needed=True),
    )


def read_content(text: str) -> tuple[FileLine, ...]:
    """The files of a letter, once what it says of itself is known to be complete (`diwan-letter/1`, see delivery).

    Raises:
        Malformed
    """
    content = loaded(text)
    if content.get("format") != "diwan-letter/1":
        raise Malformed(what="format")
    demand_storable(content)
    said = _Said(content)
    letter, to = said.inner("letter"), said.inner("to")
    for name, longest in (("reference", 80), ("subject", 300)):
        letter.text(name, longest, needed=True)
    for name, longest in (("body", 200_000), ("language", 3), ("level", 12), ("priority", 12), ("dated_on", 10)):
        letter.there(name, longest)
    letter.text("answers", 80)
    for name, longest in (("name", 200), ("title", 120), ("representative", 200), ("role", 10)):
        to.there(name, longest)
    pieces = letter.several("pieces", MOST_FILES)
    for piece in pieces:
        piece.text("label", 120)
    return tuple(_file(piece) for piece in pieces)


def asks_back(sealed: Sealed) -> bool:
    """Whether evidence is that of a sender who asks for a letter back (see delivery); whose seal it bears is not
    looked at here."""
    said = loaded(sealed.document)
    return said.get("occasion") == "withdrawal" and str(said.get("event", "")).endswith("/ContentHandoverFailure")


def words_of(sealed: Sealed) -> str:
    """The reason that evidence gives, in words."""
    reason = loaded(sealed.document).get("reason")
    return str(reason.get("words", ""))[:500] if isinstance(reason, dict) else ""


def identifier(text: Any) -> uuid.UUID:
    """Raises Malformed."""
    return _Said({"message": text}).identifier("message")


def read_inline(said: Any) -> dict[str, bytes]:
    """The files that came with an announcement, by their fingerprints, which nobody has compared yet.

    Raises:
        Malformed
    """
    found = {}
    for line in _Said({"files": said}).several("files", MOST_FILES):
        try:
            found[line.sha256("sha256")] = base64.b64decode(line.text("content", ANNOUNCEMENT_SIZE), validate=True)
        except ValueError:
            raise Malformed(what="content") from None
    return found


def read_held(said: Any, most: int) -> dict[uuid.UUID, set[str]]:
    """Which evidence of which messages the other end holds, by identifiers.

    Raises:
        Malformed
    """
    if not isinstance(said, dict) or len(said) > most:
        raise Malformed(what="held")
    return {
        identifier(key): {str(one) for one in _Said({"held": uids}).items("held", 500)} for key, uids in said.items()
    }


def sender_name(text: str) -> str:
    """What the sender calls itself, in Arabic or else in the first language there is."""
    said = loaded(text).get("from")
    names = said.get("name") if isinstance(said, dict) else None
    found = [one for one in names.values() if isinstance(one, str)] if isinstance(names, dict) else []
    arabic = names.get("ar") if isinstance(names, dict) else None
    return (arabic if isinstance(arabic, str) else "") or next(filter(None, found), "")


def read_token(text: str) -> Token:
    """Raises Malformed."""
    said = _Said(loaded(text)).of("token")
    return Token(
        issuer=said.matching("issuer", REALM, 45), audience=said.matching("audience", REALM, 45), at=said.moment("at")
    )


def read_directory(text: str) -> Directory:
    """A directory whose every body is of its own realm: nobody speaks for the bodies of others.

    Raises:
        Malformed
    """
    said = _Said(loaded(text)).of("directory")
    realm = said.text("realm", 45, needed=True)
    if not REALM.fullmatch(realm):
        raise Malformed(what="realm")
    bodies = tuple(_body(one) for one in said.several("bodies", 200_000))
    if any(not one.code.startswith(f"{realm}/") for one in bodies):
        raise Malformed(what="a body of another realm")
    if len({one.code for one in bodies}) < len(bodies):
        raise Malformed(what="a body twice")
    return Directory(
        realm=realm,
        version=said.number("version", 1 << 62),
        made_at=said.moment("made_at"),
        root=said.text("root", 20_000, needed=True),
        bodies=bodies,
    )


def _file(said: _Said) -> FileLine:
    return FileLine(
        sha256=said.sha256("sha256"),
        size=said.number("size", 1 << 50),
        name=said.text("name", 255, needed=True),
    )


def _body(said: _Said) -> BodyLine:
    names = said.inner("names")
    until = said.day("until")
    since = said.day("since", needed=True)
    assert since is not None
    if until and until < since:
        raise Malformed(what="until")
    return BodyLine(
        code=said.code("code"),
        names={language: names.text(language, 200, needed=language == "ar") for language in ("ar", "fr", "en", "zgh")},
        country=said.text("country", 2),
        since=since,
        until=until,
        successor=said.code("successor") if said.has("successor") else "",
    )


class _Said:
    """An object that came from outside; each reading of a field raises Malformed with the name of the field."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def has(self, name: str) -> bool:
        return self.said.get(name) not in (None, "")

    def of(self, kind: str) -> _Said:
        """Of this kind, in the version we speak: a document of one kind never passes for another."""
        if self.said.get("v") != VERSION:
            raise Malformed(what="v")
        if self.said.get("kind") != kind:
            raise Malformed(what="kind")
        return self

    def text(self, name: str, longest: int, *, needed: bool = False) -> str:
        value = self.said.get(name, "")
        if not isinstance(value, str) or len(value) > longest or "\0" in value or (needed and not value.strip()):
            raise Malformed(what=name)
        return value

    def there(self, name: str, longest: int) -> str:
        """A text that may be empty, not absent."""
        if name not in self.said:
            raise Malformed(what=name)
        return self.text(name, longest)

    def number(self, name: str, largest: int) -> int:
        value = self.said.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= largest:
            raise Malformed(what=name)
        return value

    def matching(self, name: str, pattern: re.Pattern[str], longest: int) -> str:
        value = self.text(name, longest, needed=True)
        if not pattern.fullmatch(value):
            raise Malformed(what=name)
        return value

    def code(self, name: str) -> str:
        return self.matching(name, CODE, 80)

    def sha256(self, name: str) -> str:
        return self.matching(name, SHA256, 64)

    def identifier(self, name: str) -> uuid.UUID:
        text = self.text(name, 36, needed=True)
        try:
            value = uuid.UUID(text)
        except ValueError:
            raise Malformed(what=name) from None
        if str(value) != text:  # one way to write it, or one message would have two names
            raise Malformed(what=name)
        return value

    def moment(self, name: str) -> datetime:
        try:
            value = datetime.fromisoformat(self.text(name, 40, needed=True))
            if value.tzinfo is None:
                raise ValueError(name)
            return value.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Malformed(what=name) from None

    def day(self, name: str, *, needed: bool = False) -> date | None:
        if not needed and not self.has(name):
            return None
        try:
            return date.fromisoformat(self.text(name, 10, needed=True))
        except ValueError:
            raise Malformed(what=name) from None

    def inner(self, name: str) -> _Said:
        value = self.said.get(name)
        if not isinstance(value, dict):
            raise Malformed(what=name)
        return _Said(value)

    def items(self, name: str, most: int) -> list[Any]:
        value = self.said.get(name, [])
        if not isinstance(value, list) or len(value) > most:
            raise Malformed(what=name)
        return value

    def several(self, name: str, most: int) -> list[_Said]:
        found = self.items(name, most)
        if not all(isinstance(one, dict) for one in found):
            raise Malformed(what=name)
        return [_Said(one) for one in found]
