from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    name = "diwan.correspondence.archives"
    label = "archives"
    verbose_name = _("archives")

    def ready(self) -> None:
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        from . import handlers, works  # noqa: F401
        from .enums import APPROVE, KEEP

        works.register()
        organisations.register_right(KEEP, _("Keep the archives: retention schedule, holds, packages, lists"))
        organisations.register_right(
            APPROVE, _("Approve the destruction that somebody else proposed"), needs_second_factor=True
        )
        navigation.register(
            navigation.Entry(
                section=_("Correspondence"), label=_("Archives"), url_name="archives:home", right=KEEP, order=9
            )
        )
        navigation.register(
            navigation.Entry(
                section=_("Correspondence"),
                label=_("Destruction lists"),
                url_name="archives:lists",
                right=APPROVE,
                shown=lambda actor: not actor.may(KEEP),  # who keeps the archives finds them there
                order=9,
            )
        )
