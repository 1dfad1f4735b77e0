from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "diwan.telework.programmes"
    label = "programmes"

    def ready(self) -> None:
        from diwan.kit import navigation
        from diwan.telework.acts import api as acts
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules import api as rules

        from . import documents, handlers, queries  # noqa: F401
        from .enums import DECISION

        label = _("Decision to adopt telework")
        acts.register_kind(
            acts.Kind(code=DECISION, label=label, series=label, right=rules.PROGRAMME, url=documents.url_of)
        )
        agreements.register_eligibility("programmes.service", _("Nature of the service"), queries.service_finding)
        agreements.register_eligibility("programmes.tasks", _("Tasks of the unit"), queries.tasks_finding)
        agreements.register_eligibility("programmes.open", _("Opening of telework"), queries.opening_finding)
        navigation.register(
            navigation.Entry(
                section=rules.STEERING,
                label=_("Adoption of telework"),
                url_name="programmes:home",
                right=rules.PROGRAMME,
                order=450,
            )
        )
