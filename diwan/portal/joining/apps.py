from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JoiningConfig(AppConfig):
    name = "diwan.portal.joining"
    label = "joining"
    verbose_name = _("Joining")

    def ready(self) -> None:
        from diwan.core.organisations.api import ADMINISTER, register_right
        from diwan.kit import navigation

        from .enums import OPERATE

        register_right(
            OPERATE, _("Open administrations and see how each does, of the whole instance"), needs_second_factor=True
        )
        section = _("Administration")
        navigation.register(
            navigation.Entry(section=section, label=_("Join"), url_name="joining:board", right=ADMINISTER, order=79)
        )
        navigation.register(
            navigation.Entry(
                section=_("Operation"),
                label=_("Administrations"),
                url_name="joining:administrations",
                right=OPERATE,
                order=900,
            )
        )
        navigation.register(
            navigation.Entry(section=_("Help"), label=_("Guide and tours"), url_name="joining:help", order=990)
        )
