from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "diwan.core.notifications"
    label = "notifications"

    def ready(self) -> None:
        from diwan.kit import navigation

        from . import queries

        navigation.register(
            navigation.Entry(
                section="",
                label=_("Notifications"),
                url_name="notifications:list",
                count=lambda actor: queries.unread_count(actor.person_id),
                bell=True,
                order=90,
            )
        )
