"""The calls of BigBlueButton that a meeting needs, as its documentation has them (API 2.4 and later).

A call is `<address>/api/<call>?<query>&checksum=<sha256 of call, query and secret>`; the answer is XML, whose
`returncode` is SUCCESS or FAILED. Made from jobs only, with a time limit; a room that does not answer stops no meeting.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, build_opener
from xml.etree import ElementTree as ET  # entities are refused before (see `read`)

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 8  # seconds
LONGEST = 2 << 20  # bytes of an answer


class NoAnswer(Exception):
    """The server is away, refuses, or answers what cannot be read: try again later. Its text is short and plain."""


@dataclass(frozen=True)
class Server:
    """`address` as `bbb-conf --secret` prints it, with or without its last `/api`."""

    address: str
    secret: str

    def url(self, call: str, said: Mapping[str, str]) -> str:
        query = urlencode(said)
        checksum = hashlib.sha256(f"{call}{query}{self.secret}".encode()).hexdigest()
        base = self.address.rstrip("/").removesuffix("/api")
        return f"{base}/api/{call}?{query}{'&' if query else ''}checksum={checksum}"

    def call(self, call: str, **said: str) -> ET.Element:
        """The answer to a call.

        Raises:
            NoAnswer: none came, or it says FAILED; its text begins with the server's own key (`notFound`).
        """
        try:
            asked = Request(self.url(call, said), headers={"Accept": "application/xml"})  # noqa: S310  http(s) only: see keep_server
            with build_opener().open(asked, timeout=PATIENCE) as answer:
                found = read(answer.read(LONGEST))
        except (URLError, OSError, ValueError) as error:
            if isinstance(error, HTTPError):  # an answer too: it holds its connection open
                error.close()
            raise NoAnswer(f"{call}: {getattr(error, 'reason', error)}"[:200]) from error
        if found.findtext("returncode") != "SUCCESS":
            raise NoAnswer(f"{found.findtext('messageKey') or 'FAILED'}: {found.findtext('message') or ''}"[:200])
        return found

    # --- what is asked of it -----------------------------------------------------------------------------------

    def create(self, room: str, *, name: str, record: bool, welcome: str = "") -> None:
        """Open a room, or do nothing if it is open. Only a room opened with `record` can ever be recorded, and nothing
        is recorded before somebody starts it."""
        flag = "true" if record else "false"
        self.call(
            "create",
            meetingID=room,
            name=name,
            record=flag,
            autoStartRecording="false",
            allowStartStopRecording=flag,
            welcome=welcome,
        )

    def join_url(self, room: str, *, name: str, user: str, moderates: bool) -> str:
        """Where a browser enters: no call is made."""
        said = {"fullName": name, "meetingID": room, "userID": user, "redirect": "true"}
        return self.url("join", said | {"role": "MODERATOR" if moderates else "VIEWER"})

    def end(self, room: str) -> None:
        """Close a room; one that is gone is closed."""
        try:
            self.call("end", meetingID=room)
        except NoAnswer as error:
            if not str(error).startswith(("notFound", "invalidMeetingId")):
                raise

    def inside(self, room: str) -> set[str]:
        """The `userID` of everybody who is in the room now; nobody where the room is gone."""
        try:
            found = self.call("getMeetingInfo", meetingID=room)
        except NoAnswer as error:
            if str(error).startswith("notFound"):
                return set()
            raise
        return {user for one in found.iter("attendee") if (user := one.findtext("userID"))}

    def recordings(self, room: str) -> list[str]:
        """Where the recordings of a room are played."""
        found = self.call("getRecordings", meetingID=room)
        return [url for one in found.iter("format") if (url := one.findtext("url")) and url.startswith("https://")]


def read(content: bytes) -> ET.Element:
    """XML without a document type, so that nothing swells or reaches out."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("a document type is not expected")
    try:
        return ET.fromstring(content)  # noqa: S314  no document type, so no entity
    except ET.ParseError as error:
        raise ValueError("not XML") from error
