from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "diwan.telework.quotas"
    label = "quotas"
    verbose_name = _("presence")

    def ready(self) -> None:
        from diwan.kit import navigation
        from diwan.telework.rules import api as rules

        from . import handlers, tasks  # noqa: F401  handlers hear the facts, tasks the clock

        for label, url_name, order in (
            (_("Presence forecast"), "quotas:forecast", 30),
            (_("Groups counted apart"), "quotas:groups", 31),
        ):
            navigation.register(
                navigation.Entry(section=rules.TEAM, label=label, url_name=url_name, right=rules.MANAGE, order=order)
            )
