from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActsConfig(AppConfig):
    name = "diwan.telework.acts"
    label = "acts"
    verbose_name = _("administrative acts")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.engines.registers import api as registers
        from diwan.kit import navigation
        from diwan.telework.rules.api import MANAGE, STEERING

        from . import handlers, queries
        from .enums import SUBJECT

        for code, label in handlers.KINDS.items():
            notifications.register_kind(code, label)
        registers.register_subject(
            SUBJECT,
            registers.Subject(
                label=_("Acts of telework"), describe=queries.register_lines, find=queries.register_find, right=MANAGE
            ),
        )
        navigation.register(
            navigation.Entry(section=STEERING, label=_("Signed documents"), url_name="acts:list", order=68)
        )
        navigation.register_search("telework_acts", _("Acts of telework"), queries.search)
