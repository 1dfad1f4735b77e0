from django.apps import AppConfig


class PresenceConfig(AppConfig):
    name = "diwan.telework.presence"
    label = "presence"
