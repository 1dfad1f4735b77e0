from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BatchesConfig(AppConfig):
    name = "diwan.core.batches"
    label = "batches"

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications

        from . import tasks, work  # noqa: F401  the jobs

        notifications.register_kind("batch.ended", _("A long work of yours has ended"))
