from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "diwan.portal.health"
    label = "health"
