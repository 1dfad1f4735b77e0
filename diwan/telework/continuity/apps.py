from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "diwan.telework.continuity"
    label = "continuity"
