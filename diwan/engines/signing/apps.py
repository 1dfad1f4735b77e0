from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    name = "diwan.engines.signing"
    label = "signing"
    verbose_name = _("Signing")

    def ready(self) -> None:
        from diwan.core.organisations.api import register_right
        from diwan.kit import navigation

        from .enums import KEEP

        register_right(KEEP, _("Keep the signing certificates"), needs_second_factor=True)
        navigation.register(
            navigation.Entry(
                section=_("Administration"), label=_("Certificates"), url_name="signing:certificates", right=KEEP, order=84
            )
        )
