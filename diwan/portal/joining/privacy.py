"""Personal data of those who join an administration and of those who take the tour (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

BASIS = _("Legal obligation: acts of the administration are attributable to a person")

PRIVACY = {
    "Trial": {
        "by": Personal(
            purpose=_("To know who handed in a trial letter"),
            basis=BASIS,
            retention=_("As long as the register in which it stands"),
            readers=_("The administrators of the administration"),
        )
    },
    "TourSeen": {
        "person": Personal(
            purpose=_("Not to offer a tour again to who has seen it"),
            basis=_("Necessary for the service the person uses"),
            retention=_("As long as the account"),
            readers=_("The person alone"),
        )
    },
}
