"""Personal data of the parapheur (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

WHO_DID_IT = Personal(
    purpose=_("To say who sent, read and signed"),
    basis=_("An administrative act names whoever made it"),
    retention=_("As long as the document"),
    readers=_("Those through whose hands the document went"),
)
OWN_WORDS = Personal(
    purpose=_("To work on a document before it is signed"),
    basis=_("The organisation of the service"),
    retention=_("As long as the document"),
    readers=_("Those through whose hands the document goes; private ones their writer alone"),
)
OUTSIDE = Personal(
    purpose=_("To have somebody without an account sign, and to prove who signed"),
    basis=_("Law 43-20 on trust services: the proof of a simple signature"),
    retention=_("As long as the document"),
    readers=_("Those through whose hands the document goes; the telephone its author alone"),
)
PRIVACY = {
    "Folder": {"author": WHO_DID_IT, "title": OWN_WORDS, "note": OWN_WORDS, "guests": OUTSIDE},
    "Document": {"added_by": WHO_DID_IT, "label": OWN_WORDS},
    "Annotation": {"person": WHO_DID_IT, "text": OWN_WORDS},
    "PageSeen": {"person": WHO_DID_IT, "guest": OUTSIDE},
    "Guest": dict.fromkeys(("name", "email", "phone", "language", "capacity", "reason", "evidence"), OUTSIDE),
    "GuestLink": {"sent_by": WHO_DID_IT},
    "Authorisation": {"person": WHO_DID_IT},
}
