from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParapheurConfig(AppConfig):
    name = "diwan.correspondence.parapheur"
    label = "parapheur"
    verbose_name = _("parapheur")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications

        from . import handlers, telling

        assert handlers
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
