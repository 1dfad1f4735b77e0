from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutputsConfig(AppConfig):
    name = "diwan.telework.outputs"
    label = "outputs"
    verbose_name = _("tasks and outputs")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.kit import navigation
        from diwan.telework.agreements import api as agreements
        from diwan.telework.rules.api import MANAGE, MINE, PROGRAMME, STEERING, TEAM

        from . import agreed, handlers, lines, tasks, telling  # noqa: F401  handlers hear the facts, tasks the clock

        for kind, label in telling.KINDS.items():
            notifications.register_kind(kind, label)

        agreements.register_open_end("outputs.tasks", _("Open tasks"), agreed.open_ends)
        lines.register_line(lines.Line("presence.confirmed", _("Remote days confirmed"), agreed.confirmed))

        def seated(actor: object) -> bool:
            return bool(getattr(actor, "seats", ()))

        def reads_reports(actor: object) -> bool:
            seats = getattr(actor, "seats", ())
            return any(s.is_head for s in seats) or any(actor.may(right) for right in (MANAGE, PROGRAMME))  # type: ignore[attr-defined]

        for section, name, url_name, right, shown, order in (
            (MINE, _("My tasks"), "outputs:mine", None, seated, 220),
            (MINE, _("My figures"), "outputs:figures", None, seated, 221),
            (TEAM, _("Tasks of the team"), "outputs:team", MANAGE, None, 240),
            (TEAM, _("Figures of the team"), "outputs:team_figures", MANAGE, None, 241),
            (TEAM, _("Weekly reports"), "outputs:reports", None, reads_reports, 242),
            (STEERING, _("Standard times"), "outputs:catalogue", PROGRAMME, None, 260),
        ):
            entry = navigation.Entry(
                section=section, label=name, url_name=url_name, right=right, shown=shown, order=order
            )
            navigation.register(entry)
