from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    name = "diwan.engines.signing"
    label = "signing"
    verbose_name = _("signing")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        from . import list_tasks, tasks  # noqa: F401  the clock
        from .enums import KEEP

        organisations.register_right(
            KEEP,
            _("Keep the signing certificates, and see how long the signed documents last"),
            needs_second_factor=True,
        )
        navigation.register(
            navigation.Entry(
                section=_("Administration"),
                label=_("Lasting signatures"),
                url_name="signing:lasting",
                right=KEEP,
                order=40,
            )
        )
        navigation.register(
            navigation.Entry(
                section=_("Administration"),
                label=_("Signing certificates"),
                url_name="signing:certificates",
                right=KEEP,
                order=41,
            )
        )
