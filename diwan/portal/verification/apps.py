from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "diwan.portal.verification"
    label = "verification"
