"""Personal data of the archives: why it is held, on what basis, how long (laws 09-08 and 69-99)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def decided() -> Personal:
    return Personal(
        purpose=_("To know who decided what is kept and what is destroyed"),
        basis=_("Law 69-99 on archives"),
        retention=_("For ever, with the lists and the certificates"),
        readers=_("Those who keep the archives of the administration, and auditors"),
    )


def archived() -> Personal:
    return Personal(
        purpose=_("To keep what was handed over as it was described"),
        basis=_("Law 69-99 on archives"),
        retention=_("As the retention schedule says"),
        readers=_("Those who keep the archives of the administration"),
    )


PRIVACY = {
    "RetentionRule": {"decided_by": decided()},
    "Hold": {name: decided() for name in ("placed_by", "lifted_by", "reason", "lifted_because")},
    "DestructionList": {name: decided() for name in ("proposed_by", "decided_by", "reason")},
    "DestructionItem": {"name": decided()},
    "Package": {"by": decided()},
    "ArchiveUnit": {name: archived() for name in ("title", "facts")},
    "ArchiveObject": {"name": archived()},
}
