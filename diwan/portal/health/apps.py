from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "diwan.portal.health"
    label = "health"

    def ready(self) -> None:
        """Make the operators' right known here: `facts` stands below `organisations`, which tells it facts."""
        from diwan.core.facts import api as facts
        from diwan.core.organisations import api as organisations
        from diwan.kit import navigation

        organisations.register_right(facts.RIGHT, _("Look after the jobs of the instance"), needs_second_factor=True)
        navigation.register(
            navigation.Entry(
                section=_("Administration"), label=_("Jobs"), url_name="facts:list", right=facts.RIGHT, order=900
            )
        )
