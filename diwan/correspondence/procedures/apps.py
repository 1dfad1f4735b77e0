from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "diwan.correspondence.procedures"
    label = "procedures"
    verbose_name = _("procedures")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        from .models import MANAGE

        organisations.register_right(MANAGE, _("Keep the procedures of an administration"))
        navigation.register(
            navigation.Entry(
                section=_("Registry office"),
                label=_("Procedures"),
                url_name="procedures:manage",
                right=MANAGE,
                order=40,
            )
        )
