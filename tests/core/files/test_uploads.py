"""Files that come in piece by piece: the protocol, what a broken line leaves, and what nobody may do."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from diwan.core.files import api, stores
from diwan.core.files.models import StoredFile, Upload
from diwan.core.files.operations import uploads

from .conftest import PDF, kept, sha

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BYTES = "application/offset+octet-stream"
LONG = PDF + b"\n%" + b"x" * 3_000_000


def headers(**more: str) -> dict[str, str]:
    return {"Tus-Resumable": "1.0.0", "Accept": "application/json", **{k.replace("_", "-"): v for k, v in more.items()}}


def announce(client: Client, length: int, name: str = "طلب.pdf", key: str = ""):
    told = headers(
        Upload_Length=str(length),
        Upload_Metadata=f"filename {base64.b64encode(name.encode()).decode()},filetype YQ==",
        Idempotency_Key=key or str(uuid.uuid4()),
    )
    return client.post("/files/uploads/", headers=told)


def send(client: Client, address: str, offset: int, content: bytes, **more: str):
    return client.patch(
        address, content, content_type=BYTES, headers=headers(Upload_Offset=str(offset), Content_Type=BYTES, **more)
    )


def begun(client: Client, content: bytes = LONG, **more: str) -> str:
    answer = announce(client, len(content), **more)
    assert answer.status_code == 201
    return answer["Location"]


def test_piece_by_piece_until_it_is_whole(client, home):
    address = begun(client)
    for start in range(0, len(LONG), 1_000_000):
        answer = send(client, address, start, LONG[start : start + 1_000_000])
        assert answer["Tus-Resumable"] == "1.0.0"
        assert int(answer["Upload-Offset"]) == min(start + 1_000_000, len(LONG))
    said = answer.json()
    assert (said["name"], said["size"], said["sha256"]) == ("طلب.pdf", len(LONG), sha(LONG))
    file = api.from_ticket(said["ticket"])
    assert file.sha256 == sha(LONG)
    assert api.unclaimed(file.pk)
    assert kept(home) == [sha(LONG)]
    again = send(client, address, len(LONG), b"")
    assert (again.status_code, again.json()["sha256"]) == (200, sha(LONG))
    assert client.get(address).json()["offset"] == len(LONG)
    assert kept(home) == [sha(LONG)]


def test_the_server_says_what_it_speaks(client):
    answer = client.options("/files/uploads/")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}
    assert answer["Tus-Max-Size"] == "100000000"
    assert client.post("/files/uploads/", headers={"Tus-Resumable": "0.2.2"}).status_code == 412


def test_announcing_twice_with_the_same_key_is_one_upload(client):
    key = str(uuid.uuid4())
    assert announce(client, 9, key=key)["Location"] == announce(client, 9, key=key)["Location"]
    assert Upload.objects.count() == 1


def test_head_tells_how_far_it_is(client):
    address = begun(client)
    assert client.head(address)["Upload-Offset"] == "0"
    send(client, address, 0, LONG[:100])
    answer = client.head(address)
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("100", str(len(LONG)))
    assert answer["Cache-Control"] == "no-store"
    assert answer.has_header("Upload-Expires")


def test_a_piece_sent_twice_or_too_early_changes_nothing(client):
    address = begun(client)
    send(client, address, 0, LONG[:100])
    for offset in (0, 99, 101):
        answer = send(client, address, offset, LONG[:100])
        assert answer.status_code == 409
        assert answer.json()["code"] == "offset_differs"
    assert client.head(address)["Upload-Offset"] == "100"


def test_more_than_announced_is_refused(client):
    address = begun(client, PDF)
    assert send(client, address, 0, PDF + b"x").status_code == 413
    assert client.head(address)["Upload-Offset"] == "0"
    with pytest.raises(uploads.MoreThanAnnounced):  # also when the sender does not say how much comes
        uploads.receive(token=address.split("/")[-2], offset=0, stream=io.BytesIO(PDF + b"x"), now=NOW)
    assert send(client, address, 0, PDF).status_code == 200


def test_a_piece_with_a_checksum_counts_whole_or_not_at_all(client):
    address = begun(client)
    right = base64.b64encode(hashlib.sha256(LONG[:2_000_000]).digest()).decode()
    assert send(client, address, 0, LONG[1:2_000_001], Upload_Checksum=f"sha256 {right}").status_code == 460
    assert client.head(address)["Upload-Offset"] == "0"
    assert send(client, address, 0, LONG[:2_000_000], Upload_Checksum=f"sha256 {right}").status_code == 204
    assert send(client, address, 2_000_000, b"x", Upload_Checksum="md5 AAAA").status_code == 400
    assert send(client, address, 2_000_000, b"x", Upload_Checksum="sha256 AAAA").status_code == 400


@pytest.mark.parametrize(
    ("name", "length", "status", "code"),
    [
        ("a.exe", 9, 415, "type_not_accepted"),
        ("a.pdf", 100_000_001, 413, "file_too_large"),
        ("a.pdf", 0, 400, "empty_file"),
        ("a.pdf", -1, 400, "empty_file"),
    ],
)
def test_what_can_be_refused_before_it_travels_is(client, name, length, status, code):
    answer = announce(client, length, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


def test_nonsense_is_answered_plainly(client):
    key = headers(Idempotency_Key=str(uuid.uuid4()))
    for wrong in (
        {},
        {"Upload-Length": "x"},
        {"Upload-Length": "9"},
        {"Upload-Length": "9", "Upload-Metadata": "filename §"},
    ):
        assert client.post("/files/uploads/", headers={**key, **wrong}).status_code == 400
    address = begun(client)
    assert client.patch(address, b"x", content_type="text/plain", headers=headers(Upload_Offset="0")).status_code == 415
    assert client.patch(address, b"x", content_type=BYTES, headers=headers()).status_code == 400
    assert send(client, address, -1, b"x").status_code == 409
    assert send(client, "/files/uploads/nobody/", 0, b"x").status_code == 410
    assert client.get("/files/uploads/..%2f..%2fetc/").status_code in {404, 410}


def test_what_is_hostile_is_refused_at_the_end_and_nothing_stays(client, home):
    content = PDF + b"<</S/JavaScript/JS(1)>>"
    address = begun(client, content)
    answer = send(client, address, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (415, "program_inside")
    assert answer.json()["advice"]
    assert client.head(address).status_code == 410
    assert kept(home) == []
    assert not StoredFile.objects.exists()


def test_a_refusal_that_passes_keeps_what_came(client, home, settings):
    address = begun(client)
    settings.DIWAN_CLAMD = "unix:///nowhere"
    assert send(client, address, 0, LONG).status_code == 503
    assert client.head(address)["Upload-Offset"] == str(len(LONG))
    settings.DIWAN_CLAMD = ""
    assert send(client, address, len(LONG), b"").json()["sha256"] == sha(LONG)


def test_ended_uploads_are_gone(client, home):
    address = begun(client)
    send(client, address, 0, LONG[:100])
    assert len(kept(home)) == 1
    assert client.delete(address, headers=headers()).status_code == 204
    assert client.delete(address, headers=headers()).status_code == 410
    assert send(client, address, 100, b"x").status_code == 410
    assert kept(home) == []


class Breaking(io.BytesIO):
    """A line that breaks after some bytes."""

    def read(self, size: int = -1) -> bytes:
        piece = super().read(size)
        if not piece:
            raise OSError("connection reset")
        return piece


def test_what_came_before_the_line_broke_is_kept(client):
    address = begun(client)
    token = address.split("/")[-2]
    uploads.receive(token=token, offset=0, stream=Breaking(LONG[:1_234_567]), announced=len(LONG), now=NOW)
    assert client.head(address)["Upload-Offset"] == "1234567"
    assert send(client, address, 1_234_567, LONG[1_234_567:]).json()["sha256"] == sha(LONG)


def test_only_what_was_acknowledged_is_believed(client, home):
    """After a crash the partial file may hold more than was flushed, or, from an old backup, less."""
    address = begun(client)
    send(client, address, 0, LONG[:1000])
    path = stores.partial_path(address.split("/")[-2])
    path.write_bytes(LONG[:1000] + bytes(5000))
    assert client.head(address)["Upload-Offset"] == "1000"
    path.write_bytes(LONG[:600])
    assert client.head(address)["Upload-Offset"] == "600"
    assert send(client, address, 1000, b"x").status_code == 409
    assert send(client, address, 600, LONG[600:]).json()["sha256"] == sha(LONG)


def test_sweeping(client, home):
    address, other = begun(client), begun(client)
    send(client, address, 0, LONG[:100])
    send(client, other, 0, LONG[:100])
    now = timezone.now()
    assert uploads.sweep(now=now + timedelta(hours=23)) == 0
    Upload.objects.filter(token=other.split("/")[-2]).update(expires_at=now + timedelta(hours=30))
    (home / "files" / "uploads" / "left").write_bytes(b"x")
    assert uploads.sweep(now=now + timedelta(hours=25)) == 2
    assert client.head(address).status_code == 410
    assert client.head(other)["Upload-Offset"] == "100"
    assert api.sweep_orphans() == 0, "partial files are no drafts"


def test_a_file_that_nobody_claims_is_swept_though_its_upload_remembers_it(client, home):
    send(client, begun(client, PDF), 0, PDF)
    assert api.sweep(now=timezone.now() + timedelta(hours=25)) == 1
    assert kept(home) == []
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_upload_do_not_mix(client, home):
    address = begun(client)
    token = address.split("/")[-2]
    entered, go_on = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            entered.set()
            assert go_on.wait(10)
            return super().read(size)

    def first():
        try:
            uploads.receive(token=token, offset=0, stream=Slow(LONG), now=NOW)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(10)
    answer = send(client, address, 0, b"y" * len(LONG))
    assert (answer.status_code, answer.json()["code"]) == (423, "upload_busy")
    assert client.delete(address, headers=headers()).status_code == 423
    assert uploads.sweep(now=NOW + timedelta(hours=48)) == 0
    go_on.set()
    thread.join()
    assert client.get(address).json()["sha256"] == sha(LONG)


class TestMeasure:
    """Nobody needs an account, so everybody is bounded."""

    def test_a_browser_has_as_many_under_way_as_a_thing_may_have(self, client, settings):
        settings.DIWAN_FILES_PER_THING = 2
        client.cookies["csrftoken"] = "a" * 32
        begun(client), begun(client)
        assert announce(client, 9).status_code == 413
        other = Client()
        other.cookies["csrftoken"] = "b" * 32
        begun(other)
        Upload.objects.update(moved_at=timezone.now() - timedelta(hours=2))
        begun(client)

    def test_a_network_has_so_many_bytes_waiting(self, client, settings):
        settings.DIWAN_UPLOADS_PER_NETWORK = 5_000_000
        address = begun(client)
        send(client, address, 0, LONG)
        assert announce(client, len(LONG)).status_code == 429
        file = StoredFile.objects.get()
        api.claim(file.pk, purpose="letters.piece", now=NOW)
        begun(client)

    def test_everybody_together_has_so_many_bytes_waiting(self, client, settings):
        settings.DIWAN_UPLOADS_WAITING = 1_000_000
        assert announce(client, len(LONG)).status_code == 503

    def test_a_network_begins_so_many_an_hour(self, client, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        caches["default"].clear()
        settings.DIWAN_UPLOADS_PER_HOUR = 2
        assert [announce(client, 9).status_code for _number in range(3)] == [201, 201, 429]
        caches["default"].clear()

    def test_a_full_disk_is_said_before_and_meanwhile(self, client, settings):
        address = begun(client)
        settings.DIWAN_DISK_RESERVE = 1 << 60
        assert announce(client, 9).status_code == 507
        assert send(client, address, 0, LONG).status_code == 507
        settings.DIWAN_DISK_RESERVE = 0
        assert send(client, address, 0, LONG).status_code == 200

    def test_other_sites_cannot_make_a_browser_send(self):
        strict = Client(enforce_csrf_checks=True)
        assert announce(strict, 9).status_code == 403
        strict.get("/account/login/")
        token = strict.cookies["csrftoken"].value
        address = strict.post(
            "/files/uploads/",
            headers=headers(
                Upload_Length="9",
                Upload_Metadata="filename YS50eHQ=",
                Idempotency_Key=str(uuid.uuid4()),
                X_CSRFToken=token,
            ),
        )["Location"]
        assert send(strict, address, 0, b"nine byte").status_code == 403


def test_tickets_are_not_made_by_hand(client):
    file = api.store(io.BytesIO(PDF), name="a.pdf", now=NOW)
    ticket = api.ticket(file)
    assert api.from_ticket(ticket) == file
    assert api.from_ticket(ticket[:-1] + ("A" if ticket[-1] != "A" else "B")) is None
    assert api.from_ticket(str(file.pk)) is None
    assert api.from_ticket(ticket, lives=timedelta(seconds=-1)) is None
    file.delete()
    assert api.from_ticket(ticket) is None
