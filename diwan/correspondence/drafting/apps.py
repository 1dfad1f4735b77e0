from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    name = "diwan.correspondence.drafting"
    label = "drafting"
    verbose_name = _("drafting")

    def ready(self) -> None:
        from diwan.core.notifications import api as notifications
        from diwan.core.organisations import api as organisations
        from diwan.correspondence.letters import api as letters
        from diwan.kit import navigation

        from . import handlers, panels, records
        from .enums import SIGN, TEMPLATES

        records.register()
        organisations.register_right(TEMPLATES, _("Keep the templates and the formulae of letters"))
        organisations.register_right(SIGN, _("Sign the letters of units, which numbers them"), needs_second_factor=True)
        for kind, sentence in {
            "drafting.proposed": _("Proposed for signature"),
            "drafting.abandoned": _("Abandoned"),
            "drafting.taken_up": _("Taken up again"),
            "drafting.in_circuit": _("Version %(version)s sent to the parapheur"),
            "drafting.came_back": _("Came back from the parapheur, to be written again"),
            "drafting.signed": _("Version %(version)s signed"),
            "drafting.sealed": _("Sealed; fingerprint of the file: %(sha256)s"),
        }.items():
            letters.register_act(kind, sentence)
        for kind, label in handlers.KINDS.items():
            notifications.register_kind(kind, label)
        letters.register_panel(
            letters.Panel(
                code="drafting",
                label=_("Replies and drafts"),
                template="drafting/_panel.html",
                context=panels.context,
                order=40,
            )
        )
        letters.register_action(
            letters.Action(code="drafting.reply", label=_("Reply"), url=panels.reply_url, key="r", order=20)
        )
        letters.register_action(
            letters.Action(code="drafting.open", label=_("Write"), url=panels.draft_url, key="e", order=10)
        )
        for section, label, url_name, right, order in (
            (_("Correspondence"), _("Drafts"), "drafting:drafts", None, 4),
            (_("Administration"), _("Templates"), "drafting:templates", TEMPLATES, 82),
        ):
            navigation.register(
                navigation.Entry(section=section, label=label, url_name=url_name, right=right, order=order)
            )
