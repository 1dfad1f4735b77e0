from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "diwan.core.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from diwan.core.facts.api import RIGHT as RIGHT_TO_OPERATE
        from diwan.kit import navigation

        from .actors import register_right
        from .enums import ADMINISTER
        from .views import find

        register_right(ADMINISTER, _("Administer units, posts and rights"), needs_second_factor=True)
        # The jobs stand below us, so they cannot register theirs.
        register_right(RIGHT_TO_OPERATE, _("See and retry background jobs"))
        navigation.register(
            navigation.Entry(
                section=_("Administration"), label=_("Directory"), url_name="organisations:directory", order=80
            )
        )
        navigation.register_search("units", _("Units"), find)
