from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "diwan.telework.support"
    label = "support"
