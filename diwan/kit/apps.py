from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "diwan.kit"
    label = "kit"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them
