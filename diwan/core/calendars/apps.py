from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "diwan.core.calendars"
    label = "calendars"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the check of the machine's zone data
