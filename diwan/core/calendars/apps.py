from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "diwan.core.calendars"
    label = "calendars"

    def ready(self) -> None:
        from diwan.core.organisations.api import register_right
        from diwan.kit import navigation

        from . import checks  # noqa: F401  registers the check of the machine's zone data
        from .policies import RIGHT

        register_right(RIGHT, _("Announce holidays and sighted months of the country"), needs_second_factor=True)
        navigation.register(navigation.Entry(section="", label=_("Working days"), url_name="calendars:home", order=90))
