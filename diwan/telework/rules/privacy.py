"""Personal data of those who adjust rules: why it is held, on what basis, how long (law 09-08; SEC-9)."""

from django.utils.translation import gettext_lazy as _

from diwan.kit.privacy import Personal

ATTRIBUTION = Personal(
    purpose=_("To know who set or withdrew a rule that decides on the work of others"),
    basis=_("Acts of the administration are attributable to the official who does them"),
    retention=_("Ten years after the rule ends, while a decision taken under it may be contested"),
    readers=_("Those who keep the rules of the administration, and the auditors"),
)
PRIVACY = {"Adjustment": {"made_by": ATTRIBUTION, "withdrawn_by": ATTRIBUTION}}
