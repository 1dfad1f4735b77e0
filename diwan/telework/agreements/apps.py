from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "diwan.telework.agreements"
    label = "agreements"
