"""Personal data of the requests themselves (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def asked() -> Personal:
    return Personal(
        purpose=_("To put right what is held about a person, and to prove that it was answered"),
        basis=_("Law 09-08, article 8"),
        retention=_("Five years after the answer"),
        readers=_("The person and those who keep the accounts of the administration"),
    )


PRIVACY = {
    "Rectification": {
        name: asked()
        for name in ("person", "source", "wrong", "right", "state", "asked_at", "answer", "answered_at", "answered_by")
    }
}
