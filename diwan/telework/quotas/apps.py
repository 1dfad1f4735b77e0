from django.apps import AppConfig


class QuotasConfig(AppConfig):
    name = "diwan.telework.quotas"
    label = "quotas"
