from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "diwan.telework.agreements"
    label = "agreements"
    verbose_name = _("telework agreements")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.telework.acts import api as acts

        from . import documents, handlers, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock

        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        for code, label in documents.LABELS.items():
            acts.register_kind(acts.Kind(code=code, label=label, series=label, url=documents.url_of))
