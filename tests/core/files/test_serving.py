"""Handed out as attachments, in parts, to whom the link names, and never as a page of ours."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import signing
from django.http import Http404

from diwan.core.files import api
from diwan.core.files.views import fetching

from .conftest import NOW, PDF, sha

pytestmark = pytest.mark.django_db
CONTENT = PDF + bytes(range(256)) * 40


@dataclass(frozen=True)
class Someone:
    person_id: int


@pytest.fixture
def file():
    stored = api.store(io.BytesIO(CONTENT), name="مراسلة “12” 50%.pdf", now=NOW)
    return api.claim(stored.pk, purpose="letters.piece", now=NOW)


@pytest.fixture
def url(file):
    return api.link(file, purpose="letters.piece")


@pytest.fixture
def fetch(client):
    """Like `client.get`, with what came in `.body`."""

    def get(address: str, **headers: str):
        response = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response.body = b"".join(response)
        return response

    return get


def test_whole_and_guarded(fetch, url):
    response = fetch(url)
    assert response.status_code == 200
    assert response.body == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D9%85%D8%B1%D8%A7%D8%B3%D9%84%D8%A9%20%E2%80%9C12%E2%80%9D%2050%25.pdf"
    )


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-20", -20, None), ("bytes=5-999999999", 5, None)],
)
def test_parts(fetch, url, asked, start, end):
    response = fetch(url, Range=asked)
    assert response.status_code == 206
    part = CONTENT[start:end]
    assert response.body == part
    first = start if start >= 0 else len(CONTENT) + start
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-5", "bytes=-"])
def test_ranges_not_understood_give_the_whole(fetch, url, asked):
    response = fetch(url, Range=asked)
    assert response.status_code == 200
    assert response.body == CONTENT


def test_a_range_outside_is_refused(fetch, url):
    response = fetch(url, Range=f"bytes={len(CONTENT)}-")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_asked_again(fetch, url):
    etag = fetch(url)["ETag"]
    assert etag == f'"{sha(CONTENT)}"'
    assert fetch(url, If_None_Match=etag).status_code == 304
    assert fetch(url, Range="bytes=0-9", If_Range='"other"').status_code == 200
    assert fetch(url, Range="bytes=0-9", If_Range=etag).status_code == 206


def test_head_says_the_size_and_gives_nothing(client, url):
    response = client.head(url)
    assert response["Content-Length"] == str(len(CONTENT))
    assert b"".join(response) == b""


def test_a_link_is_one_query(fetch, url, django_assert_num_queries):
    with django_assert_num_queries(1):
        fetch(url)


def test_forged_old_or_released_links_lead_nowhere(fetch, file, url):
    assert fetch(url.replace("/files/", "/files/x")).status_code == 404
    forged = signing.dumps([file.pk, None, "letters.piece"], salt="other")
    assert fetch(f"/files/{forged}/a.pdf").status_code == 404
    assert fetch(f"/files/{signing.dumps('x', salt='diwan.files')}/a.pdf").status_code == 404
    with patch("django.core.signing.time.time", return_value=time.time() + timedelta(hours=2).total_seconds()):
        assert fetch(url).status_code == 404
    assert fetch(url).status_code == 200
    api.release(file_id=file.pk, purpose="letters.piece")
    assert fetch(url).status_code == 404


def test_a_link_made_for_somebody_is_theirs_alone(rf, file):
    token = api.link(file, purpose="letters.piece", actor=Someone(7)).split("/")[2]
    for holder, served in ((Someone(7), True), (Someone(8), False), (None, False)):
        request = rf.get("/")
        request.actor = holder
        if served:
            assert b"".join(fetching.fetch(request, token=token, name="a.pdf")) == CONTENT
        else:
            with pytest.raises(Http404):
                fetching.fetch(request, token=token, name="a.pdf")


def test_a_link_by_number_alone(fetch, file, django_assert_num_queries):
    with django_assert_num_queries(0):
        address = api.link(file.pk, purpose="desk")
    assert fetch(address).body == CONTENT


def test_post_is_refused(client, url):
    assert client.post(url).status_code == 405
