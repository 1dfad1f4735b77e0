"""Personal data of those who send, decide and receive: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal


def held() -> Personal:
    return Personal(
        purpose=_("To deliver letters and to prove what became of them"),
        basis=_("Law 43-20 on trust services; circular 253"),
        retention=_("As long as the letter it belongs to, by the retention schedule of the administration"),
        readers=_("Those who may read the letter, and the registry office at the other end"),
    )


PRIVACY = {
    "Sending": {name: held() for name in ("envelope", "asked_by", "last_error", "reason", "data")},
    "Evidence": {name: held() for name in ("by", "reason", "document")},
    "Arrival": {name: held() for name in ("envelope", "subject", "decided_by", "reason", "sender_name", "data")},
    "PostBatch": {"handed_by": held()},
    "PostItem": {"carrier_number": held()},
}
