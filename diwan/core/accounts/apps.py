from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "diwan.core.accounts"
    label = "accounts"
