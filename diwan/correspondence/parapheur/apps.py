from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParapheurConfig(AppConfig):
    name = "diwan.correspondence.parapheur"
    label = "parapheur"
    verbose_name = _("parapheur")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.correspondence.drafting import api as drafting
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, panels, tasks, telling, works
        from .queries.mine import waiting

        assert handlers
        assert tasks
        works.register()
        navigation.register(
            navigation.Entry(
                section=_("Correspondence"), label=_("Parapheur"), url_name="parapheur:box", count=waiting, order=2
            )
        )
        drafting.register_way(drafting.Way(label=_("Send to the parapheur…"), url=panels.send_url))
        letters.register_panel(
            letters.Panel(
                code="parapheur",
                label=_("Parapheur"),
                template="parapheur/_panel.html",
                context=panels.context,
                order=45,
            )
        )
        place = notifications.Gathered("parapheur", telling.how_many, telling.folders_wait, "parapheur:box")
        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label, place=place if kind in telling.GATHERED else None)
