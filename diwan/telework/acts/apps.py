from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "diwan.telework.acts"
    label = "acts"

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications

        from . import handlers

        for code, label in handlers.KINDS.items():
            notifications.register_kind(code, label)
