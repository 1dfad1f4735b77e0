"""A quota as one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import wording

if TYPE_CHECKING:
    from .profile import Quota


def said(quota: Quota) -> str:
    """The sentence for each direction, scope and choice of days; the window is named in it."""
    sentences = {
        # (direction, scope, on some days only)
        ("min", "administration", False): _("At least %(percent)s%% of the administration is on site, %(window)s."),
        ("max", "administration", False): _("At most %(percent)s%% of the administration is on site, %(window)s."),
        ("min", "unit", False): _("At least %(percent)s%% of each unit is on site, %(window)s."),
        ("max", "unit", False): _("At most %(percent)s%% of each unit is on site, %(window)s."),
        ("min", "grade", False): _("At least %(percent)s%% of each grade is on site, %(window)s."),
        ("max", "grade", False): _("At most %(percent)s%% of each grade is on site, %(window)s."),
        ("min", "counter", False): _("At least %(percent)s%% of each counter is on site, %(window)s."),
        ("max", "counter", False): _("At most %(percent)s%% of each counter is on site, %(window)s."),
        ("min", "administration", True): _(
            "On %(days)s, at least %(percent)s%% of the administration is on site, %(window)s."
        ),
        ("max", "administration", True): _(
            "On %(days)s, at most %(percent)s%% of the administration is on site, %(window)s."
        ),
        ("min", "unit", True): _("On %(days)s, at least %(percent)s%% of each unit is on site, %(window)s."),
        ("max", "unit", True): _("On %(days)s, at most %(percent)s%% of each unit is on site, %(window)s."),
        ("min", "grade", True): _("On %(days)s, at least %(percent)s%% of each grade is on site, %(window)s."),
        ("max", "grade", True): _("On %(days)s, at most %(percent)s%% of each grade is on site, %(window)s."),
        ("min", "counter", True): _("On %(days)s, at least %(percent)s%% of each counter is on site, %(window)s."),
        ("max", "counter", True): _("On %(days)s, at most %(percent)s%% of each counter is on site, %(window)s."),
    }
    windows = {
        "day": _("each day"),
        "week": _("on average over the week"),
        "month": _("on average over the month"),
    }
    sentence = sentences[(str(quota.direction), str(quota.scope), bool(quota.weekdays))]
    values = {"percent": quota.percent, "days": wording.weekdays(quota.weekdays), "window": windows[str(quota.window)]}
    text = sentence % values
    return (
        text if not quota.value else _("%(sentence)s Only for: %(which)s.") % {"sentence": text, "which": quota.value}
    )
