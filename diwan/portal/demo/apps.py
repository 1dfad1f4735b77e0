from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "diwan.portal.demo"
    label = "demo"
