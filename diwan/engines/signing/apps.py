from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "diwan.engines.signing"
    label = "signing"
