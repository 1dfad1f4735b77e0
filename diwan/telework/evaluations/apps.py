from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date


class EvaluationsConfig(AppConfig):
    name = "diwan.telework.evaluations"
    label = "evaluations"
    verbose_name = _("evaluation of telework")

    def ready(self) -> None:
        from django.urls import reverse

        from diwan.kit import navigation
        from diwan.telework.acts import api as acts
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules import api as rules

        from . import handlers  # noqa: F401  they hear that minutes are signed
        from .enums import MINUTES, REPORT

        def session(key: str) -> str:
            return reverse("evaluations:session", args=[int(key)])

        acts.register_kind(
            acts.Kind(
                code=MINUTES,
                label=_("Minutes of the evaluation committee"),
                series=_("Minutes"),
                right=rules.EVALUATE,
                url=session,
            )
        )
        acts.register_kind(
            acts.Kind(code=REPORT, label=_("Report on telework"), series=_("Reports"), right=rules.EVALUATE)
        )
        agreements.register_renewal("evaluations", _("Evaluation by the committee"), _evaluated)
        for section, label, url_name, right, order in (
            (rules.STEERING, _("Evaluation committee"), "evaluations:sessions", rules.EVALUATE, 40),
            (rules.STEERING, _("Indicators of telework"), "evaluations:indicators", rules.EVALUATE, 41),
            (rules.MINE, _("My evaluations"), "evaluations:mine", None, 60),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=url_name, right=right, order=order)
            )


def _evaluated(agreement_id: int, on: date) -> Any:
    """An agreement is renewed after signed minutes of the last year that let it go on."""
    from datetime import timedelta

    from diwan.telework.agreements import api as agreements

    from . import queries

    done = queries.evaluated(agreement_id, on - timedelta(days=365))
    return agreements.Finding(ok=done, why=_("The committee has not evaluated it in the last year."))
