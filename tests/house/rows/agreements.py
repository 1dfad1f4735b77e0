"""Who may ask for the pages of `agreements`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.helpers.house import ELSEWHERE, STRANGER, World
from tests.house.table import SIGNED_IN, Row, right

NOBODY_ELSE: dict[Any, Any] = {STRANGER: 404, ELSEWHERE: 404}
MANAGED = Row(
    who=right("telework.manage"), at=lambda world: {"agreement_id": world.agreement_asked.pk}, others=NOBODY_ELSE
)
CHOSEN = {"way": "days", "weekdays": ["2", "4"]}


def own(name: str, **changes: Any) -> Row:
    """A page about the holder's own."""
    return Row(who=SIGNED_IN, at=lambda world: {"agreement_id": getattr(world, name).pk}, others=NOBODY_ELSE, **changes)


def days(world: World) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {"starts_on": today, "ends_on": today, **CHOSEN}


def asked(world: World) -> dict[str, Any]:
    return {**days(world), "post_id": world.actor("holder").seats[0].post_id}


ROWS: dict[str, Row] = {
    "agreements:home": Row(who=SIGNED_IN),
    # Each asks from their own post: the form of another's post is shown again.
    "agreements:ask": Row(
        who=SIGNED_IN,
        post=302,
        sends=asked,
        others={(STRANGER, "post"): 422, (ELSEWHERE, "post"): 422},
    ),
    "agreements:confide": Row(
        who=SIGNED_IN,
        post=302,
        sends=lambda world: {
            "post_id": world.actor("holder").seats[0].post_id,
            "kind": "family",
            "words": "رعاية الوالدين",
        },
        others={(STRANGER, "post"): 422, (ELSEWHERE, "post"): 422},
    ),
    "agreements:confided": Row(
        who=right("telework.evaluate"),
        post=302,
        at=lambda world: {"confidence_id": world.confidence.pk},
        others=NOBODY_ELSE,
    ),
    "agreements:take_back": Row(
        who=SIGNED_IN,
        get=None,
        post=302,
        at=lambda world: {"confidence_id": world.own_confidence.pk},
        others=NOBODY_ELSE,
    ),
    "agreements:requests": Row(who=right("telework.manage")),
    "agreements:approve_many": Row(
        who=right("telework.manage"),
        get=None,
        post=302,
        sends=lambda world: {"pick": [str(world.agreement_asked.pk)]},
        others={ELSEWHERE: 400},  # what is not theirs is not chosen
    ),
    "agreements:impose": Row(
        who=right("telework.manage"),
        post=302,
        sends=lambda world: {**days(world), "person_id": str(world.teleworker.pk), "ground": "منشور 1/2020"},
        others={(ELSEWHERE, "post"): 422},
    ),
    "agreements:export": Row(who=right("telework.manage")),
    "agreements:answer_wish": Row(
        who=right("telework.manage"),
        post=302,
        at=lambda world: {"request_id": world.wish.pk},
        sends=lambda world: {"grant": "1"},
        others=NOBODY_ELSE,
    ),
    "agreements:answer_appeal": Row(
        who=right("telework.manage"),
        post=302,
        at=lambda world: {"appeal_id": world.telework_appeal.pk},
        sends=lambda world: {"refuse": "1", "reason": "القرار معلل"},
        others=NOBODY_ELSE,
    ),
    "agreements:workplaces": Row(who=right("telework.desk")),
    "agreements:check": Row(
        who=right("telework.desk"),
        get=None,
        post=302,
        at=lambda world: {"workplace_id": world.workplace.pk},
        sends=lambda world: {"accept": "1"},
    ),
    "agreements:charters": Row(who=right("telework.programme")),
    "agreements:write_charter": Row(
        who=right("telework.programme"), post=302, sends=lambda world: {"body_ar": "# الموضوع\nنص الميثاق"}
    ),
    "agreements:practice": Row(
        who=right("telework.programme"), get=None, post=302, sends=lambda world: {"sign_charters": "on"}
    ),
    "agreements:agreement": MANAGED,
    "agreements:paper": MANAGED,
    "agreements:act": MANAGED
    | {
        "at": lambda world: {"agreement_id": world.agreement_asked.pk, "what": "refuse"},
        "post": 302,
        "sends": lambda world: {"reason": "ضرورة المصلحة"},
    },
    "agreements:withdraw": own("own_request", get=None, post=302),
    "agreements:workplace": own("own_request", post=302, sends=lambda world: {"place": "المنزل، سلا", "room": "on"}),
    "agreements:charter": own("own_to_sign", post=302),
    "agreements:wish": own(
        "own_agreement",
        post=302,
        sends=lambda world: {**CHOSEN, "what": "end", "first": timezone.localdate().isoformat()},
    ),
    "agreements:unwish": Row(
        who=SIGNED_IN,
        get=None,
        post=302,
        at=lambda world: {"agreement_id": world.own_wish.agreement_id, "request_id": world.own_wish.pk},
        others=NOBODY_ELSE,
    ),
    "agreements:appeal": own("own_refused", post=302, sends=lambda world: {"words": "أطلب إعادة النظر"}),
    "agreements:days": own("own_agreement", post=302),
}
