"""Letters being written in the ministries of tests/helpers/letters.py."""

from __future__ import annotations

from typing import Any

from diwan.core.organisations.operations import posts
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from tests.core import people

WORDS = "<p>جوابا على مراسلتكم، يشرفني أن أوافيكم بالمعطيات المطلوبة.</p>"


def empower(place: Any) -> Any:
    """The head of the directorate signs for it, and keeps the templates of the ministry."""
    for right, reach in ((drafting.SIGN, "subtree"), (drafting.TEMPLATES, "administration")):
        posts.grant_right(actor=people.SYSTEM, post_id=place.posts["head"].pk, right=right, reach=reach, now=people.NOW)
    return place


def begun(place: Any, who: str = "division", words: str = WORDS, **changes: Any) -> drafting.Draft:
    """A letter begun by somebody of the ministry, with a text."""
    said = {
        "kind": letters.Kind.OUTGOING,
        "subject": "الجواب عن طلب معطيات",
        "addressees": (
            letters.Correspondent(
                name="المندوبية السامية للتخطيط", role=letters.PartyRole.ADDRESSEE, title="السيد المندوب السامي"
            ),
        ),
    } | changes
    draft = drafting.begin(
        actor=place.actor(who), post_id=place.posts[who].pk, beginning=drafting.Beginning(**said), now=people.NOW
    )
    if words:
        write(place, draft, words, who=who)
    return draft


def write(place: Any, draft: drafting.Draft, words: str, who: str = "division", **changes: Any) -> Any:
    draft.refresh_from_db()
    said = {"base": draft.version, "subject": draft.letter.subject, "body": words, "now": people.NOW} | changes
    version, _left_out = drafting.keep(actor=place.actor(who), draft_id=draft.pk, **said)
    draft.refresh_from_db()
    return version


def signed(place: Any, draft: drafting.Draft, who: str = "head") -> drafting.Draft:
    draft.refresh_from_db()
    drafting.sign_off(actor=place.actor(who), draft_id=draft.pk, version=draft.version, now=people.NOW)
    draft.refresh_from_db()
    return draft
