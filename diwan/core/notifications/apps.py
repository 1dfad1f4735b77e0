from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "diwan.core.notifications"
    label = "notifications"

    def ready(self) -> None:
        from diwan.core.accounts import api as accounts
        from diwan.kit import navigation

        from . import handlers, here, queries

        assert handlers
        accounts.at_sign_out(here.left)
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
