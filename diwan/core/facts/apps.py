from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FactsConfig(AppConfig):
    name = "diwan.core.facts"
    label = "facts"

    def ready(self) -> None:
        """Find who hears what, in every app. Their `tasks` modules are found by Procrastinate."""
        autodiscover_modules("handlers")
