"""Personal data of who writes and signs letters: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held() -> Personal:
    return Personal(
        purpose=_("To write a letter of the administration and to know who wrote and signed it"),
        basis=_("Circular 253 and the general duty to keep the acts of the administration"),
        retention=_("As long as the letter, by the retention schedule of the administration"),
        readers=_("Those who may read the letter"),
    )


PRIVACY = {
    "Draft": {name: held() for name in ("begun_by", "signed_by", "page")},
    "Version": {name: held() for name in ("person", "subject", "body", "second")},
    "Comment": {name: held() for name in ("person", "text", "quote", "resolved_by")},
    "TemplateVersion": {"person": held()},
}
