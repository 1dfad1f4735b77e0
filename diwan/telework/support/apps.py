from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "diwan.telework.support"
    label = "support"
    verbose_name = _("support and training")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.agreements import api as agreements
        from diwan.telework.outputs import api as outputs
        from diwan.telework.rules.api import DESK, MINE, PROGRAMME, SAFETY, STEERING

        from . import conditions, handlers, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock
        from .queries import asked_within

        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)
        outputs.register_line(outputs.Line("support.asked", _("Requests for help"), asked_within))

        for code, label, met, url_name in (
            ("course", _("The security course is passed"), conditions.course_passed, "support:courses"),
            (
                "security_guide",
                _("The current security guide is acknowledged"),
                conditions.guide_acknowledged,
                "support:guides",
            ),
        ):
            agreements.register_condition(agreements.Condition(code, label, met, url_name))

        def seated(actor: object) -> bool:
            return bool(getattr(actor, "seats", ()))

        for section, name, url_name, right, shown, order in (
            (MINE, _("Help"), "support:mine", None, seated, 226),
            (MINE, _("Guides"), "support:guides", None, seated, 227),
            (MINE, _("Courses"), "support:courses", None, seated, 228),
            (SAFETY, _("Help desk"), "support:desk", DESK, None, 290),
            (STEERING, _("Awareness campaigns"), "support:campaigns", PROGRAMME, None, 265),
            (STEERING, _("Who was trained"), "support:trained", PROGRAMME, None, 266),
        ):
            entry = navigation.Entry(
                section=section, label=name, url_name=url_name, right=right, shown=shown, order=order
            )
            navigation.register(entry)
