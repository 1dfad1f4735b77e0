from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "diwan.portal.shell"
    label = "shell"
