from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PresenceConfig(AppConfig):
    name = "diwan.telework.presence"
    label = "presence"
    verbose_name = _("presence")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules.api import MANAGE, MINE, TEAM

        from . import handlers, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock
        from .queries import days

        agreements.register_recall("presence", days.called_among)
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        for section, label, url_name, order in (
            (MINE, _("My working day"), "presence:today", 40),
            (MINE, _("Calls to the office"), "presence:calls", 42),
            (TEAM, _("Team calendar"), "presence:team", 50),
        ):
            navigation.register(
                navigation.Entry(
                    section=section,
                    label=label,
                    url_name=url_name,
                    order=order,
                    shown=lambda actor: bool(actor.seats),
                )
            )
        navigation.register(
            navigation.Entry(
                section=TEAM, label=_("Weeks of the team"), url_name="presence:team_weeks", right=MANAGE, order=51
            )
        )
