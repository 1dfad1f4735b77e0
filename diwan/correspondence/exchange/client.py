"""What we ask of another instance, call by call; each may be made twice. Whoever is believed is in the seals."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from diwan.core.files import api as files

from . import credentials, protocol, transport
from .enums import BY_CODE, Fault
from .operations import peers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .models import Instance, OutgoingMessage

JSON = {"Content-Type": "application/json"}
BYTES = {"Content-Type": "application/octet-stream"}


class TheyRefuse(Exception):
    """The other instance answered, and does not do what was asked: its code and its words."""

    @property
    def fault(self) -> Fault:
        return Fault(self.code) if self.code in BY_CODE else Fault.REFUSED

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}" if code else f"HTTP {status}")
        self.status, self.code = status, code


class LeftAlone(Exception):
    """It failed too often just now; nobody calls it until `instance.retry_at`."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(instance.last_error)
        self.fault = Fault(instance.last_fault or Fault.BROKEN)


def announce(
    message: OutgoingMessage, evidence: Sequence[protocol.Sealed], whole: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """`whole`: all its files, where they are small: then it is taken over at once."""
    sealed = protocol.Sealed(message.manifest, bytes(message.seal))
    said: dict[str, Any] = {"manifest": sealed.as_json(), "evidence": [one.as_json() for one in evidence]}
    if whole:
        said["files"] = [{"sha256": key, "content": base64.b64encode(one).decode()} for key, one in whole.items()]
    path = f"/exchange/messages/{message.message_id}"
    return _said(message.instance, "PUT", path, body=protocol.canonical(said), headers=JSON)


def put_file(message: OutgoingMessage, file: files.StoredFile, offset: int) -> dict[str, Any]:
    path = f"/exchange/messages/{message.message_id}/files/{file.sha256}"
    headers = {**BYTES, "Upload-Offset": str(offset)}
    with files.open_file(file.pk) as stream:
        stream.seek(offset)
        return _said(message.instance, "PUT", path, body=stream, length=file.size - offset, headers=headers)


def commit(message: OutgoingMessage) -> dict[str, Any]:
    return _said(message.instance, "POST", f"/exchange/messages/{message.message_id}/commit", body=b"", headers=JSON)


def balance(instance: Instance, held: Mapping[str, set[str]]) -> tuple[dict[str, set[str]], list[protocol.Sealed]]:
    """What they hold of messages of ours, and what of it we do not hold."""
    body = protocol.canonical({"held": {key: sorted(uids) for key, uids in held.items()}})
    said = _said(instance, "POST", "/exchange/balance", body=body, headers=JSON)
    try:
        found = protocol.read_held(said.get("held"), len(held))
    except protocol.Malformed as refusal:
        raise transport.Unreachable(Fault.STRANGE, refusal.plain) from None
    return {str(key): uids for key, uids in found.items()}, sealed_in(said)


def push(instance: Instance, evidence: Sequence[protocol.Sealed]) -> dict[str, Any]:
    body = protocol.canonical({"evidence": [one.as_json() for one in evidence]})
    return _said(instance, "POST", "/exchange/evidence", body=body, headers=JSON)


def directory(instance: Instance, etag: str = "") -> tuple[protocol.Sealed, str] | None:
    """Their directory and its tag; None when it is the one we have."""
    headers = {"If-None-Match": etag} if etag else {}
    with _watched(instance):
        answer = transport.call(
            instance, "GET", "/exchange/directory.json", headers=headers, largest=protocol.DIRECTORY_SIZE * 2
        )
        if answer.status == 304:
            return None
        if answer.status != 200:
            raise TheyRefuse(answer.status, "", "")
        try:
            return protocol.read_sealed(answer.said()), answer.etag
        except protocol.Malformed as refusal:
            raise transport.Unreachable(Fault.STRANGE, refusal.plain) from None


def sealed_in(said: dict[str, Any]) -> list[protocol.Sealed]:
    """The sealed documents of an answer; what is none is left out, for it proves nothing."""
    found = []
    for one in said.get("evidence", []) if isinstance(said.get("evidence"), list) else []:
        try:
            found.append(protocol.read_sealed(one))
        except protocol.Malformed:
            continue
    return found


def _said(instance: Instance, method: str, path: str, **how: Any) -> dict[str, Any]:
    headers = {**how.pop("headers"), "Authorization": credentials.header(instance.realm, timezone.now())}
    with _watched(instance):
        answer = transport.call(instance, method, path, headers=headers, largest=protocol.NEWS_SIZE, **how)
        if answer.status >= 500 and answer.status != 507:
            raise transport.Unreachable(Fault.ILL, f"HTTP {answer.status}")
        said = answer.said()
        if answer.status >= 400:
            raise TheyRefuse(answer.status, str(said.get("code", ""))[:60], str(said.get("message", ""))[:300])
        return said


@contextmanager
def _watched(instance: Instance) -> Iterator[None]:
    """Note how the call went; while it fails too often, nobody calls.

    Raises:
        LeftAlone
    """
    now = timezone.now()
    if instance.retry_at and instance.retry_at > now:
        raise LeftAlone(instance)
    try:
        yield
    except transport.Unreachable as error:
        peers.failed(instance.pk, error.fault, str(error), timezone.now())
        raise
    except TheyRefuse:
        peers.answered(instance, timezone.now())
        raise
    peers.answered(instance, timezone.now())
