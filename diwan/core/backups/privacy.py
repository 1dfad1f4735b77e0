from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

PRIVACY = {
    "Proof": {
        "asked_by": Personal(
            purpose=_("to know who had a backup proven"),
            basis=_("security of processing (law 09-08, art. 23)"),
            retention=_("two years"),
            readers=_("operators of the instance"),
        )
    }
}
