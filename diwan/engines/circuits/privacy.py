"""Personal data of circuits: who decided what, by what title (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

WHO_DID_IT = Personal(
    purpose=_("To say who decided what, and by what title"),
    basis=_("An administrative act names whoever made it"),
    retention=_("As long as the document"),
    readers=_("Those through whose hands the document went"),
)
WHO_DRAWS = Personal(
    purpose=_("To say who drew a circuit and put it in use"),
    basis=_("The organisation of the service"),
    retention=_("As long as the circuit"),
    readers=_("Those who draw the circuits"),
)
PRIVACY = {
    "CircuitVersion": {"changed_by": WHO_DRAWS, "activated_by": WHO_DRAWS},
    "Run": {"author": WHO_DID_IT},
    "Turn": {"person": WHO_DID_IT, "guest": WHO_DID_IT, "behind": WHO_DID_IT},
    "Act": {"person": WHO_DID_IT, "text": WHO_DID_IT},
    "Mandate": {"giver": WHO_DID_IT, "person": WHO_DID_IT, "revoked_by": WHO_DID_IT, "reason": WHO_DID_IT},
}
