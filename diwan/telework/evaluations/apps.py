from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "diwan.telework.evaluations"
    label = "evaluations"
