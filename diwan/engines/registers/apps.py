from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "diwan.engines.registers"
    label = "registers"
    verbose_name = _("registers")

    def ready(self) -> None:
        from diwan.core.journal.api import READ
        from diwan.core.organisations.api import register_right

        from . import handlers  # noqa: F401  handlers hear the facts
        from .enums import CORRECT

        register_right(CORRECT, _("Keep the registers: annul, rectify, reserve numbers, close a year"))
        register_right(READ, _("Read and export the journal of the whole instance"), needs_second_factor=True)
