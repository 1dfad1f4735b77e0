from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "diwan.correspondence.desk"
    label = "desk"
    verbose_name = _("inbox")

    def ready(self) -> None:
        from diwan.core.saved_views import api as saved_views
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import works
        from .forms import cleaned
        from .queries.folders import waiting

        works.register()
        saved_views.register(
            saved_views.Listing(
                code="desk.inbox",
                label=_("Inbox"),
                url_name="desk:inbox",
                may=lambda actor: bool(letters.acting_seats(actor)),
                clean=cleaned,
            )
        )
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
