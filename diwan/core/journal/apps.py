from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "diwan.core.journal"
    label = "journal"
    verbose_name = _("journal")

    def ready(self) -> None:
        from diwan.kit import navigation

        from .policies import READ

        # Its right is registered by the registers: organisations, which keep rights, themselves write the journal.
        navigation.register(
            navigation.Entry(section=_("Operation"), label=_("Journal"), url_name="journal:home", right=READ, order=910)
        )
