from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "diwan.telework.acts"
    label = "acts"
