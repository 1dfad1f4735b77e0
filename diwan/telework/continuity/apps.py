from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContinuityConfig(AppConfig):
    name = "diwan.telework.continuity"
    label = "continuity"
    verbose_name = _("continuity")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.acts import api as acts
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules.api import CRISIS, MINE, STEERING

        from . import handlers, queries, tasks, telling
        from .enums import PLAN, RETURN, SWITCH

        assert handlers
        assert tasks
        for code, label in telling.KINDS.items():
            notifications.register_kind(code, label)
        for kind, label in (
            (PLAN, _("Continuity plan")),
            (SWITCH, _("Crisis decision")),
            (RETURN, _("Return from a crisis")),
        ):
            acts.register_kind(acts.Kind(code=kind, label=label, right=CRISIS))
        agreements.register_source("crisis", queries.remote_days)
        agreements.register_recall("crisis", queries.site_days)
        navigation.register(
            navigation.Entry(
                section=STEERING, label=_("Continuity and crisis"), url_name="continuity:home", right=CRISIS, order=66
            )
        )
        navigation.register(
            navigation.Entry(section=MINE, label=_("My days in a crisis"), url_name="continuity:mine", order=64)
        )
