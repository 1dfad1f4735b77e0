from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "diwan.correspondence.desk"
    label = "desk"
    verbose_name = _("inbox")

    def ready(self) -> None:
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import works
        from .queries.folders import waiting

        works.register()
        letters.register_act("desk.postponed", _("Due date moved to %(day)s: %(reason)s"))
        navigation.register(
            navigation.Entry(
                section=_("Correspondence"),
                label=_("Inbox"),
                url_name="desk:inbox",
                shown=lambda actor: bool(letters.acting_seats(actor)),
                count=waiting,
                order=1,
            )
        )
