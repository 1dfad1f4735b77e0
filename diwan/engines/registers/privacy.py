"""Personal data of the registers: who did what (law 09-08; SEC-9). What the lines are about is in other apps."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

WHO_DID_IT = Personal(
    purpose=_("To say who kept the register"),
    basis=_("The registers of an administration are kept by named officers"),
    retention=_("As long as the register"),
    readers=_("The registry office concerned"),
)
PRIVACY = {
    "Book": {"closed_by": WHO_DID_IT},
    "Reservation": {"reserved_by": WHO_DID_IT},
    "Printing": {"asked_by": WHO_DID_IT},
}
