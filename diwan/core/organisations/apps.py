from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "diwan.core.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from .actors import register_right
        from .enums import ADMINISTER

        register_right(ADMINISTER, _("Administer units, posts and rights"), needs_second_factor=True)
