from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "diwan.portal.home"
    label = "home"
