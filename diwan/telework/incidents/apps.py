from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "diwan.telework.incidents"
    label = "incidents"
    verbose_name = _("security incidents")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.rules.api import MINE, SAFETY, SECURITY

        from .enums import KIND_OF_NOTICE

        notifications.register_kind(KIND_OF_NOTICE, _("A security incident was declared"))
        navigation.register(
            navigation.Entry(
                section=MINE,
                label=_("Report an incident"),
                url_name="incidents:declare",
                shown=lambda actor: bool(actor.seats),
                order=92,
            )
        )
        navigation.register(
            navigation.Entry(
                section=SAFETY, label=_("Security incidents"), url_name="incidents:list", right=SECURITY, order=131
            )
        )
