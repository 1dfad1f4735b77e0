from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "diwan.engines.registers"
    label = "registers"
    verbose_name = _("registers")

    def ready(self) -> None:
        from diwan.core.journal.api import READ
        from diwan.core.organisations.api import register_right

        from .policies import CORRECT

        register_right(CORRECT, _("Annul and rectify entries of the registers"))
        register_right(READ, _("Read and export the journal of the whole instance"), needs_second_factor=True)
