from django.apps import AppConfig


class OutputsConfig(AppConfig):
    name = "diwan.telework.outputs"
    label = "outputs"
