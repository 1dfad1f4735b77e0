from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "diwan.core.facts"
    label = "facts"
