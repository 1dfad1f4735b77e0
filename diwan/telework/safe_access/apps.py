from django.apps import AppConfig


class SafeAccessConfig(AppConfig):
    name = "diwan.telework.safe_access"
    label = "safe_access"
