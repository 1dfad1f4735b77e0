from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "diwan.telework.programmes"
    label = "programmes"
