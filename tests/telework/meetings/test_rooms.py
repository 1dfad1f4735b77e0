"""BigBlueButton over real HTTP, against a server that checks as it does; Jitsi's token, read as Prosody reads it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.kit.refusals import NotAllowed
from diwan.telework.meetings import bigbluebutton, rooms
from diwan.telework.meetings.models import Attendance, Meeting, VideoServer
from diwan.telework.meetings.operations import holding, recording, servers
from tests.core import people
from tests.helpers.jobs import run_jobs

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"


class Talk(BaseHTTPRequestHandler):
    """The calls of BigBlueButton that we use. A wrong checksum is `checksumError`, as there."""

    def do_GET(self):
        parts = urlsplit(self.path)
        call = parts.path.rpartition("/")[2]
        query, _joint, checksum = parts.query.rpartition("checksum=")
        query = query.removesuffix("&")
        good = hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest()
        said = {name: values[0] for name, values in parse_qs(query).items()}
        state = self.server.state
        state.calls.append((call, said))
        if state.down:
            self.send_error(502)
            return
        body = FAILED.format(key="checksumError") if checksum != good else getattr(self, call)(state, said)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(body.encode())

    def create(self, state, said):
        state.rooms[said["meetingID"]] = said["record"]
        return "<response><returncode>SUCCESS</returncode></response>"

    def end(self, state, said):
        if state.rooms.pop(said["meetingID"], None) is None:
            return FAILED.format(key="notFound")
        return "<response><returncode>SUCCESS</returncode></response>"

    def getMeetingInfo(self, state, said):
        if said["meetingID"] not in state.rooms:
            return FAILED.format(key="notFound")
        inside = "".join(f"<attendee><userID>{user}</userID></attendee>" for user in state.inside)
        return f"<response><returncode>SUCCESS</returncode><attendees>{inside}</attendees></response>"

    def getRecordings(self, state, said):
        url = "<playback><format><url>https://bbb.example/playback/1</url></format></playback>"
        found = f"<recordings><recording>{url}</recording></recordings>"
        return f"<response><returncode>SUCCESS</returncode>{found}</response>"

    def log_message(self, *said):
        return None


FAILED = "<response><returncode>FAILED</returncode><messageKey>{key}</messageKey><message>no</message></response>"


@pytest.fixture
def video():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.state = SimpleNamespace(rooms={}, inside=[], calls=[], down=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.state.address = f"http://127.0.0.1:{server.server_port}/bigbluebutton/"
    yield server.state
    server.shutdown()
    server.server_close()


@pytest.fixture
def held(house, video):
    now = timezone.now()
    servers.keep_server(
        actor=people.SYSTEM,
        administration_id=house.tenant.pk,
        kind="bbb",
        address=video.address,
        secret=SECRET,
        now=now,
    )
    house.video, house.row = video, house.convened(room="bbb", place="")
    return house


def begin(held, *here):
    for name in here:
        holding.sign_in(actor=held.actor(name), participant_id=held.who(held.row, name).pk, now=timezone.now())
    holding.open_meeting(actor=held.actor("head"), meeting_id=held.row.pk, reason="x", now=timezone.now())
    run_jobs()


def test_the_room_is_made_watched_and_shut(held):
    begin(held)
    assert held.video.rooms == {held.row.room_code: "false"}
    finance = held.who(held.row, "finance")
    held.video.inside = [str(finance.pk), "somebody else"]
    rooms.watch(meeting_id=held.row.pk)
    stay = Attendance.objects.get(participant=finance)
    assert (stay.source, stay.left_at) == ("video", None)
    held.video.inside = []
    rooms.watch(meeting_id=held.row.pk)
    stay.refresh_from_db()
    assert stay.left_at is not None
    assert not stay.with_leave
    holding.close_meeting(actor=held.actor("head"), meeting_id=held.row.pk, now=timezone.now())
    run_jobs()
    assert held.video.rooms == {}


def test_whoever_signed_in_themselves_is_not_put_out_by_the_video_server(held):
    begin(held, "finance")
    rooms.watch(meeting_id=held.row.pk)
    assert Attendance.objects.get(participant=held.who(held.row, "finance")).left_at is None


def test_a_server_that_is_away_stops_nothing_and_the_room_comes_later(held):
    held.video.down = True
    begin(held)
    row = Meeting.objects.get(pk=held.row.pk)
    assert row.state == "open"
    assert row.room_trouble
    held.video.down = False
    run_jobs(ahead=True)
    row.refresh_from_db()
    assert row.room_trouble == ""
    assert held.video.rooms


def test_a_wrong_secret_is_said_to_the_chair(held):
    servers.keep_server(
        actor=people.SYSTEM,
        administration_id=held.tenant.pk,
        kind="bbb",
        address=held.video.address,
        secret="wrong",
        now=timezone.now(),
    )
    begin(held)
    assert Meeting.objects.get(pk=held.row.pk).room_trouble.startswith("checksumError")


def test_the_way_in_is_sealed_for_each(held, video):
    begin(held)
    row = Meeting.objects.get(pk=held.row.pk)
    for name, role in (("head", "MODERATOR"), ("finance", "VIEWER")):
        one = held.who(row, name)
        url = rooms.door(row, one, timezone.now())
        query, _joint, checksum = urlsplit(url).query.rpartition("&checksum=")
        assert checksum == hashlib.sha256(f"join{query}{SECRET}".encode()).hexdigest()
        said = parse_qs(query)
        assert (said["role"], said["userID"]) == ([role], [str(one.pk)])
        assert url.startswith(f"{video.address}api/join?")


def test_a_room_can_be_recorded_only_once_all_agree_and_no_more_when_one_withdraws(held):
    begin(held, "head", "division")
    recording.ask_consent(actor=held.actor("head"), meeting_id=held.row.pk, now=timezone.now())
    for name in ("head", "division"):
        one = held.who(held.row, name)
        recording.consent(actor=held.actor(name), participant_id=one.pk, agrees=True, now=timezone.now())
    recording.start_recording(actor=held.actor("head"), meeting_id=held.row.pk, now=timezone.now())
    run_jobs()
    assert held.video.rooms == {held.row.room_code: "true"}
    one = held.who(held.row, "division")
    recording.consent(actor=held.actor("division"), participant_id=one.pk, agrees=False, now=timezone.now())
    run_jobs()
    assert held.video.rooms == {held.row.room_code: "false"}


def test_recordings_are_found(held):
    begin(held)
    server = bigbluebutton.Server(held.video.address, SECRET)
    assert server.recordings(held.row.room_code) == ["https://bbb.example/playback/1"]


def test_the_page_leads_to_the_recording_of_a_meeting_that_is_over(held, client):
    begin(held)
    client.force_login(held.people["finance"])
    address = reverse("meetings:recordings", args=[held.row.pk])
    assert client.get(address).status_code == 404, "it was not recorded"
    now = timezone.now()
    Meeting.objects.filter(pk=held.row.pk).update(recording_asked_at=now, recorded_from=now, recorded_until=now)
    holding.close_meeting(actor=held.actor("head"), meeting_id=held.row.pk, now=now)
    assert address in client.get(reverse("meetings:meeting", args=[held.row.pk])).content.decode()
    assert "https://bbb.example/playback/1" in client.get(address).content.decode()
    held.video.down = True
    assert "https://bbb.example" not in client.get(address).content.decode()
    client.force_login(people.person("Nobody"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("content", [b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"not xml", b""])
def test_what_is_no_answer_is_not_read(content):
    with pytest.raises(ValueError, match=r"document type|not XML"):
        bigbluebutton.read(content)


def test_jitsi_is_entered_with_a_token(house):
    now = timezone.now()
    servers.keep_server(
        actor=people.SYSTEM,
        administration_id=house.tenant.pk,
        kind="jitsi",
        address="https://meet.example.org",
        secret=SECRET,
        app_id="diwan",
        now=now,
    )
    row = house.convened(room="jitsi", place="")
    url = rooms.door(row, house.who(row, "head"), now)
    assert url.startswith(f"https://meet.example.org/{row.room_code}?jwt=")
    head, payload, seal = url.rpartition("jwt=")[2].split(".")
    good = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(seal + "==") == good
    said = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert (said["iss"], said["aud"], said["sub"]) == ("diwan", "jitsi", "meet.example.org")
    assert said["room"] == row.room_code
    assert said["context"]["user"]["moderator"] == "true"
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"alg": "HS256", "typ": "JWT"}
    member = rooms.door(row, house.who(row, "finance"), now).rpartition("jwt=")[2].split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(member + "=="))["moderator"] is False


def test_the_secret_is_kept_encrypted_and_only_an_administrator_enters_it(house):
    said = {"administration_id": house.tenant.pk, "kind": "bbb", "secret": SECRET, "now": timezone.now()}
    servers.keep_server(actor=people.SYSTEM, address="https://bbb.example.org/bigbluebutton", **said)
    row = VideoServer.objects.get()
    assert SECRET not in row.sealed_secret
    assert row.secret == SECRET
    with pytest.raises(NotAllowed):
        servers.keep_server(actor=house.actor("head"), address="https://bbb.example.org", **said)
    for address in ("http://bbb.example.org", "file:///etc/passwd", "http://127.0.0.1.example.org/"):
        with pytest.raises(servers.NotSafe):
            servers.keep_server(actor=people.SYSTEM, address=address, **said)
