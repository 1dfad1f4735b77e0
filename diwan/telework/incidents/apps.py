from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "diwan.telework.incidents"
    label = "incidents"
