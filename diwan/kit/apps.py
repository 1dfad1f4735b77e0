from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "diwan.kit"
    label = "kit"
