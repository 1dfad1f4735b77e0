from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "diwan.correspondence.procedures"
    label = "procedures"
    verbose_name = _("procedures")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import frontpage, navigation

        from .models import MANAGE
        from .queries import on_the_front_page

        organisations.register_right(MANAGE, _("Keep the procedures of an administration"))
        frontpage.register_figures(on_the_front_page)
        navigation.register(
            navigation.Entry(
                section=_("Registry office"),
                label=_("Procedures"),
                url_name="procedures:manage",
                right=MANAGE,
                order=40,
            )
        )
