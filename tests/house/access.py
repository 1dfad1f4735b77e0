"""Who may ask for what: one row for every address of Diwan.

A route that has no row here fails the build, and so does a row whose route is gone. To add a route, add a row:

    "letters:reading": Row(who=right("letters.read"), at=lambda world: {"letter_id": world.letter.pk}),

says that the page is for those who hold `letters.read`, and answers 200 to them. Everybody else is then known: nobody
is sent to sign in, a colleague without the right is refused (403), and who holds the right in another administration
finds nothing (404), because the address names a thing (`at`) that is not theirs. A route that writes names the answer
to a POST and what is sent: `get=None, post=302, sends=lambda world: {...}`. Where the answer differs, `others` says so.
`world` is in tests/helpers/house.py; add to it the thing your address names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, World, soon

PUBLIC, SIGNED_IN, DEMO = "public", "signed in", "demo"
SIGN_IN = "sign in"  # an answer: a redirection to the page of sign-in


def right(code: str) -> str:
    return f"right {code}"


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Who may ask, and what they are answered. An answer is an HTTP status, or SIGN_IN."""

    who: str
    get: int | None = 200
    post: int | None = None
    at: Callable[[World], dict[str, Any]] = nothing
    sends: Callable[[World], dict[str, Any]] = nothing
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = ""
    others: dict[str | tuple[str, str], int | str] = field(default_factory=dict)

    @property
    def rights(self) -> tuple[str, ...]:
        return (self.who.removeprefix("right "),) if self.who.startswith("right ") else ()

    def answer(self, person: str, method: str) -> int | str | None:
        """What this person is answered."""
        allowed = self.get if method == "get" else self.post
        for case in ((person, method), person):
            if case in self.others:
                return self.others[case]
        if self.who in {PUBLIC, DEMO} or person == HOLDER:
            return allowed
        if person == ANONYMOUS:
            return SIGN_IN
        if self.who == SIGNED_IN:
            return allowed
        if person == STRANGER:
            return 403
        assert person == ELSEWHERE
        return allowed if self.at is nothing else 404


# Writes that carry no key of ours, each for a reason.
WITHOUT_KEY = {
    "account_": "allauth's own forms: signing in or out twice is signing in or out",
    "mfa_": "allauth's own forms, each guarded by a fresh challenge",
    "usersessions_": "allauth's own form: ending a session twice ends it",
}

# The pages of allauth answer a lost or hasty visitor in their own way: they show the form, or lead to the right page.
SIGNED_OUT = Row(who=PUBLIC, post=200, others={STRANGER: 302, ELSEWHERE: 302, HOLDER: 302})
RECENTLY = Row(who=SIGNED_IN, get=302, post=302)  # sent to prove who they are once more
NONE_YET = Row(who=SIGNED_IN, get=404, post=404)  # nobody here has set up a second factor
COUNTRY = {"country": "MA"}

TABLE: dict[str, Row] = {
    # --- portal ------------------------------------------------------------------------------------------------------
    # Somebody who works here is led to their desk.
    "home:home": Row(who=PUBLIC, others={STRANGER: 302, ELSEWHERE: 302, HOLDER: 302}),
    "shell:search": Row(who=SIGNED_IN),
    "shell:theme": Row(who=PUBLIC, get=302, at=lambda w: {"name": "dark"}),
    "shell:style": Row(who=DEMO),
    "demo:roles": Row(who=DEMO, get=404),  # no demo data is loaded here
    "demo:step_into": Row(who=DEMO, get=None, post=404, sends=lambda w: {"email": w.users[HOLDER].email}),
    # --- core: calendars ---------------------------------------------------------------------------------------------
    "calendars:now": Row(who=PUBLIC, get=302, at=lambda w: COUNTRY),
    "calendars:year": Row(who=PUBLIC, at=lambda w: {**COUNTRY, "year": 2026}),
    "calendars:ics": Row(who=PUBLIC, at=lambda w: {**COUNTRY, "year": 2026}),
    "calendars:announce": Row(
        who=right("calendars.announce"),
        get=None,
        post=302,
        at=lambda w: COUNTRY,
        sends=lambda w: {
            "kind": "holiday",
            "day": soon(),
            "name_ar": "عطلة",
            "name_fr": "Jour chômé",
            "name_en": "Day off",
            "source": "بلاغ رسمي",
            "checked": "on",
        },
        others={ELSEWHERE: 302},  # a country's calendar is everybody's
    ),
    "calendars:withdraw": Row(
        who=right("calendars.announce"),
        get=None,
        post=302,
        at=lambda w: {"announcement_id": w.announcement.pk},
        sends=lambda w: {"reason": "خطأ في التاريخ"},
        others={ELSEWHERE: 302, HOLDER: 409},
    ),
    # --- engines -----------------------------------------------------------------------------------------------------
    "signing:time_stamp": Row(
        who=PUBLIC, get=None, post=200, sends=lambda w: b"not a request", content_type="application/timestamp-query"
    ),
    # --- core: accounts ----------------------------------------------------------------------------------------------
    "accounts:ended": Row(who=PUBLIC),
    "accounts:second_factor": Row(who=SIGNED_IN),
    "account_login": SIGNED_OUT,
    "account_logout": Row(who=PUBLIC, post=302, others={(ANONYMOUS, "get"): 302}),
    "account_inactive": Row(who=PUBLIC, post=None),
    "account_reauthenticate": Row(who=SIGNED_IN, post=200),
    "account_change_password": Row(who=SIGNED_IN, post=200),
    "account_reset_password": Row(who=PUBLIC, post=200),
    "account_reset_password_done": Row(who=PUBLIC),
    "account_reset_password_from_key": Row(who=PUBLIC, post=200, at=lambda w: {"uidb36": "1", "key": "wrong-key"}),
    "account_reset_password_from_key_done": Row(who=PUBLIC),
    "account_signup": Row(who=PUBLIC, get=404, post=404),
    "account_email": Row(who=PUBLIC, get=404, post=404),
    "account_set_password": Row(who=PUBLIC, get=404, post=404),
    "mfa_index": Row(who=SIGNED_IN),
    "mfa_authenticate": Row(who=PUBLIC, get=302, post=302),
    "mfa_reauthenticate": RECENTLY,
    "mfa_activate_totp": RECENTLY,
    "mfa_deactivate_totp": NONE_YET,
    "mfa_view_recovery_codes": Row(who=SIGNED_IN, get=404),
    "mfa_generate_recovery_codes": RECENTLY,
    "mfa_download_recovery_codes": NONE_YET,
    "mfa_list_webauthn": Row(who=SIGNED_IN),
    "mfa_add_webauthn": RECENTLY,
    "mfa_login_webauthn": Row(who=PUBLIC, get=302, post=302),
    "mfa_reauthenticate_webauthn": RECENTLY,
    "mfa_edit_webauthn": Row(who=SIGNED_IN, get=302, post=302, at=lambda w: {"pk": 1}),
    "mfa_remove_webauthn": Row(who=SIGNED_IN, get=302, post=302, at=lambda w: {"pk": 1}),
    "usersessions_list": Row(who=SIGNED_IN, post=302),
}
