from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "diwan.correspondence.search"
    label = "search"
    verbose_name = _("search")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation

        from . import tasks, works  # noqa: F401  tasks by the clock
        from .queries import palette

        works.register()
        notifications.register_kind("search.found", _("A saved search found something new"))
        navigation.register_search("letters", _("Letters"), palette.found)
        navigation.register(
            navigation.Entry(section=_("Correspondence"), label=_("Search"), url_name="search:search", order=2)
        )
