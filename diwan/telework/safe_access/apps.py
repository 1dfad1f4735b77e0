from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def may_help(actor: Any) -> bool:
    """Whoever answers the telephone: the desk or the security."""
    from diwan.telework.rules.api import DESK, SECURITY

    return actor.may(DESK) or actor.may(SECURITY)


def may_see_systems(actor: Any) -> bool:
    from diwan.telework.rules.api import MANAGE, SECURITY

    return actor.may(SECURITY) or actor.may(MANAGE)


class SafeAccessConfig(AppConfig):
    name = "diwan.telework.safe_access"
    label = "safe_access"
    verbose_name = _("safe access")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit.navigation import Entry, register
        from diwan.telework.rules.api import MINE, SAFETY, SECURITY

        from . import conditions
        from .enums import NOTICE

        conditions.register()
        notifications.register_kind(NOTICE, _("Devices, rights and reviews of safe access"))
        entries: tuple[tuple[Any, Any, str, int, dict[str, Any]], ...] = (
            (MINE, _("My devices"), "mine", 90, {"shown": lambda actor: bool(actor.seats)}),
            (MINE, _("Report a lost device"), "report_lost", 91, {"shown": lambda actor: bool(actor.seats)}),
            (SAFETY, _("Lost devices"), "desk", 130, {"shown": may_help}),
            (SAFETY, _("Personal devices"), "devices", 132, {"right": SECURITY}),
            (SAFETY, _("Forbidden applications"), "applications", 133, {"right": SECURITY}),
            (SAFETY, _("Systems and rights"), "systems", 134, {"shown": may_see_systems}),
            (SAFETY, _("Reviews of rights"), "reviews", 135, {"right": SECURITY}),
            (SAFETY, _("Log of remote work"), "looks", 136, {"right": SECURITY}),
        )
        for section, label, name, order, more in entries:
            register(Entry(section=section, label=label, url_name=f"safe_access:{name}", order=order, **more))
