"""The canary: a word that one administration keeps to itself is looked for in every answer to everybody else.

It is planted wherever something of an administration is kept (tests/helpers/canaries.py). Then every address of the
access table is asked by everybody else: in no page, list, search, export, PDF, API answer or refusal may the word be
read; and, since a number that changes tells as much, no answer may differ from what it was before.
"""

from __future__ import annotations

import copy
import difflib
import html
import io
import re
import uuid
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pypdf
import pypdfium2
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import NoReverseMatch, path, reverse

from config.urls import urlpatterns as ours
from diwan.correspondence.deposits.models import Deposit
from diwan.correspondence.deposits.queries import filters
from tests.helpers.canaries import PLANTS
from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, World
from tests.helpers.jobs import run_jobs
from tests.helpers.roles import OPERATOR, everybody

from .access import TABLE
from .table import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WORD = "zq9canari7x"
OTHERS = (ANONYMOUS, STRANGER, ELSEWHERE, OPERATOR)
FIELDS = ("q", "search", "text", "name", "subject", "reference", "person")
SEARCH = "&".join(f"{name}={WORD}" for name in FIELDS)
# Who operates the platform sees that work is done, in figures of the machine (jobs and lines of the journal),
# and how far each administration is: its people, its letters, as numbers.
FIGURES = {
    (OPERATOR, name)
    for name in ("facts:list", "journal:home", "journal:export", "joining:administrations", "exchange:peers")
}
# How many certificates an authority took back is in its list, which is published for everybody.
FIGURES |= {(ELSEWHERE, "signing:certificates")}
# Whoever has an address keeps what is behind it: a check of the journal is public, and tells its length to all.
PUBLIC_FIGURES = {"journal:checkpoints", "health:health"}
# Whoever was given the private address of a calendar reads it: a calendar program has no other key.
BY_ADDRESS = {(person, "meetings:feed") for person in OTHERS}
# What an administration tells each of its people, whatever their post.
TOLD_TO_ALL = {
    (STRANGER, name)
    for name in (
        *("rules:home", "rules:export", "rules:show"),
        *("outputs:catalogue", "outputs:catalogue_file", "outputs:propose"),
        *("support:guides", "support:guide", "support:courses", "support:course"),
        *("safe_access:mine", "safe_access:ask_exception"),
        *("presence:team", "presence:team_table", "presence:team_ics"),  # where colleagues of the unit work today
        *("personal_data:home", "personal_data:export_json", "personal_data:export_xlsx"),  # what is held of them
    )
}
CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # a key of a form
    r'|type="hidden" name="(?:subject|puzzle)" value="[^"]+"|data-puzzle="[^"]+"'
    r'|data-nonce="[^"]+"'  # a challenge for the program that reads cards
    r'|name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|"token": "\w{64}"'
    r"|\d\d:\d\d(?::\d\d)?|\d{8}T\d{6}Z|D:\d{14}Z|since=[^&\"]+|قبل [^<]+<|الآن<"  # the hour, and how long ago
    r"|/files/[\w:.\-]+/"  # a signed link
)


def members(content: bytes) -> Iterator[bytes]:
    """All that can be read in an answer: itself, the text and the files in a PDF, the parts of an archive."""
    yield content
    with suppress(Exception):
        if content.startswith(b"%PDF"):
            document = pypdfium2.PdfDocument(content)
            for page in document:
                words = page.get_textpage()
                yield words.get_text_range().encode()
                words.close()
                page.close()
            document.close()
            for versions in pypdf.PdfReader(io.BytesIO(content)).attachments.values():
                yield from versions
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    yield name.encode()
                    yield archive.read(name)


@dataclass(frozen=True)
class Answer:
    """An answer read to its end."""

    status: int
    headers: str
    content: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> Answer:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return cls(response.status_code, "\n".join(f"{name}: {value}" for name, value in response.items()), content)

    def tells(self) -> bool:
        """Whether the word can be read anywhere in it."""
        parts = [self.headers, *(part.decode(errors="replace") for part in members(self.content))]
        return WORD in unquote(html.unescape("\n".join(parts))).lower()

    def steady(self) -> tuple[int, str]:
        """What it says without what differs from one moment to the next."""
        inside = list(members(self.content))  # archives and PDFs are made anew each time: what they hold is compared
        text = b"\n".join(inside[1:] if self.content.startswith((b"PK", b"%PDF")) else [self.content])
        return self.status, CHANGING.sub("~", text.decode(errors="replace"))


def address(name: str, row: Row, world: World, search: str) -> str | None:
    with suppress(NoReverseMatch):
        query = "&".join(filter(None, (search, row.query)))
        return reverse(name, kwargs=row.at(world) or None) + (f"?{query}" if query else "")
    return None


class Walk:
    """Everybody else at every address."""

    def __init__(self, world: World, rows: Mapping[str, Row]) -> None:
        self.world, self.rows = world, rows
        self.browsers = {person: world.client(person) for person in OTHERS}
        for browser in self.browsers.values():
            browser.raise_request_exception = False
        self.cookies = {person: copy.deepcopy(browser.cookies) for person, browser in self.browsers.items()}

    def addresses(self, search: str = "") -> dict[str, str | None]:
        return {name: address(name, row, self.world, search) for name, row in self.rows.items() if row.get is not None}

    def get(self, person: str, name: str, place: str) -> Answer:
        """As if it were the first page seen: what others left in the browser (a theme, a language) is put away."""
        browser = self.browsers[person]
        browser.cookies = copy.deepcopy(self.cookies[person])
        return Answer.of(browser.get(place, headers=self.rows[name].headers))

    def gets(self, addresses: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, str, Answer]]:
        for name, place in addresses:
            for person in OTHERS if place else ():
                yield person, name, self.get(person, name, place)

    def answers(self) -> dict[tuple[str, str, str], Answer]:
        """What everybody else is answered everywhere; those who are let in search as well."""
        found = {(person, name, ""): answer for person, name, answer in self.gets(self.addresses().items())}
        for name, place in self.addresses(SEARCH).items():
            for person in OTHERS if place else ():
                if found[person, name, ""].status == 200:
                    found[person, name, SEARCH] = self.get(person, name, place)
        return found

    def posts(self) -> Iterator[tuple[str, str, Answer]]:
        """A refusal must not tell either; what the act does is undone."""
        for name, row in self.rows.items():
            for person in OTHERS if row.post else ():
                with transaction.atomic():
                    kind = {"content_type": row.content_type} if row.content_type else {}
                    headers = {"Idempotency-Key": str(uuid.uuid4()), **row.headers}
                    place = reverse(name, kwargs=row.at(self.world) or None)
                    browser = self.browsers[person]
                    browser.cookies = copy.deepcopy(self.cookies[person])
                    answer = browser.post(place, row.sends(self.world), headers=headers, **kind)
                    yield person, f"{name} (post)", Answer.of(answer)
                    transaction.set_rollback(True)


def leaks(world: World, plants: Iterable[str], rows: Mapping[str, Row] = TABLE) -> dict[str, set]:
    """What others learn of what is planted: where they read the word, and where an answer became another."""
    for row in rows.values():
        row.at(world), row.sends(world)  # everything that the table names is there before
    assert world.second_office  # everybody sees the offices there are
    run_jobs()
    walk = Walk(world, rows)
    before, things = walk.answers(), dict(world.__dict__)
    asked, at_the_planted = set(walk.addresses().items()), []
    for plant in plants:
        PLANTS[plant](world, WORD)
        at_the_planted += (new := set(walk.addresses().items()) - asked)
        asked |= new
    planted = dict(world.__dict__)
    world.__dict__.clear()
    world.__dict__.update(things)
    after = walk.answers()
    world.__dict__.update(planted)
    # What one searched for comes back in the form: no reading.
    read = [(person, name) for (person, name, search), answer in after.items() if not search and answer.tells()]
    read += [(p, name) for p, name, answer in [*walk.gets(at_the_planted), *walk.posts()] if answer.tells()]
    changed = [
        place
        for place, answer in before.items()
        if place[:2] not in FIGURES
        and place[1] not in PUBLIC_FIGURES
        and (place not in after or answer.steady() != after[place].steady())
    ]
    for place in changed:
        sides = (said[place].steady()[1].splitlines() if place in said else [] for said in (before, after))
        print(*place, *difflib.unified_diff(*sides, lineterm="", n=0), sep="\n")
    meant = BY_ADDRESS | TOLD_TO_ALL
    return {"read": set(read) - meant, "differs": {place[:2] for place in changed} - meant}


@pytest.fixture
def world(settings) -> World:
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    return everybody()


@pytest.mark.django_db
def test_nobody_else_learns_of_it(world):
    assert leaks(world, PLANTS) == {"read": set(), "differs": set()}


@pytest.mark.django_db
def test_its_own_people_do_read_it(world):
    """A canary nobody could ever read would prove nothing."""
    PLANTS["letter"](world, WORD)
    for place in (reverse("deposits:queue"), reverse("deposits:reading", args=[world.deposit.pk])):
        assert Answer.of(world.client(HOLDER).get(place)).tells()


class TestTheCanaryItself:
    """Views that leak on purpose are caught."""

    QUEUE = {"deposits:queue": TABLE["deposits:queue"]}

    @pytest.mark.django_db
    def test_a_list_that_is_not_scoped(self, world, monkeypatch):
        monkeypatch.setattr(filters, "letters", lambda place: Deposit.objects.all())
        found = leaks(world, ["letter"], self.QUEUE)
        assert (ELSEWHERE, "deposits:queue") in found["read"]

    @pytest.mark.django_db
    @pytest.mark.urls(__name__)
    @pytest.mark.parametrize("name", ["counting", "searching", "attaching", "redirecting"])
    def test_a_page_that_tells_in_its_own_way(self, world, name):
        found = leaks(world, ["letter"], {name: Row(who="public")})
        assert found["read"] | found["differs"] == {(person, name) for person in OTHERS}


def counting(request):
    """Names nothing, and yet tells that there is one letter more."""
    return HttpResponse(f"{Deposit.objects.count()} letters")


def searching(request):
    return HttpResponse(f"found: {Deposit.objects.filter(subject__contains=request.GET.get('q', '-')).exists()}")


def attaching(request):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letters.csv", ",".join(Deposit.objects.values_list("subject", flat=True)))
    return HttpResponse(packed.getvalue(), content_type="application/zip")


def redirecting(request):
    return HttpResponse(status=302, headers={"Location": f"/?{quote(Deposit.objects.latest('pk').subject)}"})


for leaky in (counting, searching, attaching, redirecting):
    leaky.login_required = False  # type: ignore[attr-defined]
urlpatterns = [
    *(path(f"leaky/{v.__name__}", v, name=v.__name__) for v in (counting, searching, attaching, redirecting)),
    *ours,
]
