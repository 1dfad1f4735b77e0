"""Personal data of incidents (law 09-08; SEC-9): seen by few, kept as long as the law may ask for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

LAW = _("Law 05-20 on cybersecurity, article 8, and the guide of telework, section 5: incidents are reported")
LIFE = _("Five years after the incident was closed")
READERS = _("Whoever declared the incident, the person concerned, and the security officers of the administration")


def held(purpose: Any) -> Personal:
    return Personal(purpose=purpose, basis=LAW, retention=LIFE, readers=READERS)


WHO = _("To know who said or did what about an incident")

PRIVACY = {
    "Incident": {
        "about_person": held(_("To know whose account, data or device is concerned")),
        "declared_by": held(WHO),
        "closed_by": held(WHO),
        "title": held(_("To report the incident to the authority and to learn from it")),
        "what": held(_("To report the incident to the authority and to learn from it")),
        "lessons": held(_("To report the incident to the authority and to learn from it")),
        "personal_data": held(_("To know whether the persons concerned and the CNDP must be told")),
    },
    "Measure": {"by": held(WHO), "text": held(_("To keep what was done against the incident, in its order"))},
    "Piece": {"by": held(WHO), "file": held(_("To keep the evidence of the incident"))},
    "Sending": {"by": held(_("To know who sent the form to the authority"))},
}
