from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    name = "diwan.engines.signing"
    label = "signing"
    verbose_name = _("signing")

    def ready(self) -> None:
        from . import list_tasks  # noqa: F401  the clock
