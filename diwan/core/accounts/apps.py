from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "diwan.core.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from diwan.core.organisations.api import register_right
        from diwan.kit import navigation

        from . import handlers, tasks  # noqa: F401  hear the facts and the clock
        from .enums import ADMINISTER

        register_right(ADMINISTER, _("Open and close accounts"), needs_second_factor=True)
        navigation.register(
            navigation.Entry(
                section=_("Administration"), label=_("Accounts"), url_name="accounts:people", right=ADMINISTER, order=81
            )
        )
