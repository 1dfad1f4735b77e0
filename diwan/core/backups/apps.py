from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "diwan.core.backups"
    label = "backups"
    verbose_name = _("backups")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation

        from . import handlers, tasks  # noqa: F401  registers the weekly proof, and who asks for one
        from .policies import RIGHT

        notifications.register_kind("backups.failed", _("A backup that does not restore"))
        navigation.register(
            navigation.Entry(
                section=_("Operation"), label=_("Backups"), url_name="backups:home", right=RIGHT, order=911
            )
        )
