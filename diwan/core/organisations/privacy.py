"""Personal data of those who sit in posts (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

ANSWERABLE = _("To know who holds a post, by what title, and who answers for its acts")
LAW = _("Legal obligation: appointments, interims and delegations are administrative decisions")
LIFE = _("As long as the acts done from the post may be contested: ten years after the end")
READERS = _("Those who work in the same administration; the public sees the titles only")


def held() -> Personal:
    return Personal(purpose=ANSWERABLE, basis=LAW, retention=LIFE, readers=READERS)


PRIVACY = {
    "Holding": {"person": held()},
    "Interim": {"person": held(), "reason": held(), "decided_by": held()},
    "Delegation": {"person": held(), "rights": held(), "decided_by": held()},
}
