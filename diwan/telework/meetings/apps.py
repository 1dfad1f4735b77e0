from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "diwan.telework.meetings"
    label = "meetings"
    verbose_name = _("meetings")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.rules import api as rules

        from . import handlers, papers, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock

        papers.register()
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        navigation.register(
            navigation.Entry(
                section=rules.MINE,
                label=_("Meetings"),
                url_name="meetings:list",
                shown=lambda actor: bool(actor.seats),
                order=340,
            )
        )
