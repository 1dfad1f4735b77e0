"""Personal data of the exchange (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

MAIL = _("To carry letters between administrations and to prove that they arrived")
LAW = _("Legal obligation: correspondence between administrations is kept with its evidence")
LIFE = _("As long as the letter itself")
READERS = _("Those who may read the letter; the operator sees addresses and times only")


def held() -> Personal:
    return Personal(purpose=MAIL, basis=LAW, retention=LIFE, readers=READERS)


def acted() -> Personal:
    return Personal(
        purpose=_("To know who decided that another instance is to be believed"),
        basis=_("Legal obligation: acts of the administration are imputable"),
        retention=_("As long as the instance is listed"),
        readers=_("Operators of the instance"),
    )


PRIVACY = {
    "Instance": {"proposed_by": acted(), "trusted_by": acted()},
    "OutgoingMessage": {"manifest": held()},
    "IncomingMessage": {"manifest": held(), "evidence": held()},
    "IncomingFile": {"name": held()},
}
