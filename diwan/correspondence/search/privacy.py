"""Personal data in the index and in saved searches (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

FOUND = Personal(
    purpose=_("To find letters among those one may read"),
    basis=_("Circular 253: correspondence is registered and followed"),
    retention=_("As long as the letter it is taken from"),
    readers=_("Those who may read the letter itself, and nobody else"),
)
KEPT = Personal(
    purpose=_("To find one's own searches again, and be told what they newly find"),
    basis=_("Choice of the person"),
    retention=_("Until the person deletes the search"),
    readers=_("The person, and the colleagues of the unit with which the search is shared"),
)
PRIVACY = {
    "Entry": dict.fromkeys(("title", "detail", "words", "head"), FOUND),
    "SavedSearch": {"owner": KEPT, "query": KEPT},
}
