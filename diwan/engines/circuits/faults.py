"""What may be wrong with a circuit, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from diwan.kit import numbers


class Severity(StrEnum):
    ERROR = "error"  # the circuit is not put in use
    WARNING = "warning"


class Code(StrEnum):
    # the drawing itself
    NO_STAGE = "no_stage"
    EMPTY_STAGE = "empty_stage"
    DUPLICATE_KEY = "duplicate_key"
    RESERVED_KEY = "reserved_key"
    NO_NAME = "no_name"
    WRONG_WHO = "wrong_who"
    QUORUM = "quorum"
    APART_UNKNOWN = "apart_unknown"
    # conditions
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_OPERATOR = "unknown_operator"
    BAD_VALUE = "bad_value"
    OPTIONAL_FIELD = "optional_field"
    UNREACHABLE = "unreachable"
    NEVER_CHOSEN = "never_chosen"
    NOTHING_APPLIES = "nothing_applies"
    TOO_COMPLEX = "too_complex"
    # order
    NO_SIGNATURE = "no_signature"
    SIGNED_AFTER_NUMBER = "signed_after_number"
    DECIDED_AFTER_NUMBER = "decided_after_number"
    NUMBERED_TWICE = "numbered_twice"
    DELIVERED_BEFORE_NUMBER = "delivered_before_number"
    DELIVERED_WITHOUT_NUMBER = "delivered_without_number"
    DELIVERED_UNSIGNED = "delivered_unsigned"
    LEVEL_TOO_LOW = "level_too_low"
    # time
    SILENCE_LASTING = "silence_lasting"
    SILENCE_WITHOUT_DAYS = "silence_without_days"
    SILENCE_NOWHERE = "silence_nowhere"
    OUTSIDE_WITHOUT_DAYS = "outside_without_days"
    OUTSIDE_RAISED = "outside_raised"
    REMIND_TOO_EARLY = "remind_too_early"
    # people
    POST_MISSING = "post_missing"
    POST_CLOSED = "post_closed"
    POST_VACANT = "post_vacant"
    NO_HEAD = "no_head"
    HEADS_VACANT = "heads_vacant"
    SAME_PERSON = "same_person"
    SAME_POST_IN_UNITS = "same_post_in_units"
    MAY_BE_SAME = "may_be_same"
    OVER_CEILING = "over_ceiling"
    HEADS_UNDER_AMOUNT = "heads_under_amount"


SENTENCES: dict[Code, Any] = {
    Code.NO_STAGE: _("The circuit has no step."),
    Code.EMPTY_STAGE: _("This stage has no step."),
    Code.DUPLICATE_KEY: _("Two steps have the key “%(key)s”."),
    Code.RESERVED_KEY: _("A step cannot have the key “%(key)s”."),
    Code.NO_NAME: _("The step has no name in Arabic."),
    Code.WRONG_WHO: _("Nobody can do this step: “%(kind)s” is not for “%(who)s”."),
    Code.QUORUM: _("%(quorum)s must agree, but there are only %(steps)s steps side by side."),
    Code.APART_UNKNOWN: _("It must be separate from “%(key)s”, which is no other step of the circuit."),
    Code.UNKNOWN_FIELD: _("A condition speaks of “%(field)s”, which documents of this type do not have."),
    Code.UNKNOWN_OPERATOR: _("The field “%(field)s” cannot be compared in this way."),
    Code.BAD_VALUE: _("“%(value)s” is no value of the field “%(field)s”."),
    Code.OPTIONAL_FIELD: _("A condition speaks of “%(field)s”, which may be left empty: then it does not hold."),
    Code.UNREACHABLE: _("No document ever comes to this step: its conditions cannot hold."),
    Code.NEVER_CHOSEN: _("This circuit is never chosen: other circuits take all its documents before it."),
    Code.NOTHING_APPLIES: _("Some documents find no step at all, for example: %(example)s."),
    Code.TOO_COMPLEX: _("The conditions are too many to be compared exactly: simplify them."),
    Code.NO_SIGNATURE: _(
        "This type of document must be signed, but some come through unsigned, for example: %(example)s."
    ),
    Code.SIGNED_AFTER_NUMBER: _("The signature comes before the number: “%(other)s” numbers it already."),
    Code.DECIDED_AFTER_NUMBER: _("After “%(other)s” nothing can be refused any more: the step comes too late."),
    Code.NUMBERED_TWICE: _("The document is numbered already by “%(other)s”."),
    Code.DELIVERED_BEFORE_NUMBER: _("The document leaves before “%(other)s” gives it its number."),
    Code.DELIVERED_WITHOUT_NUMBER: _("Some documents leave without a number."),
    Code.DELIVERED_UNSIGNED: _("The document leaves before “%(other)s” signs it."),
    Code.LEVEL_TOO_LOW: _("Documents of this type are signed at the level “%(wanted)s” at least, not “%(level)s”."),
    Code.SILENCE_LASTING: _("Silence cannot stand for a signature, a seal, a number or a delivery."),
    Code.SILENCE_WITHOUT_DAYS: _("What silence does is never looked at: the step has no time limit."),
    Code.SILENCE_NOWHERE: _("Silence sends it back to the author, which is not possible after “%(other)s”."),
    Code.OUTSIDE_WITHOUT_DAYS: _("A person outside has no time limit here: the folder may wait for ever."),
    Code.OUTSIDE_RAISED: _("Nobody is above a person outside: when their time is over, the step only waits."),
    Code.REMIND_TOO_EARLY: _("The reminder would come before the step opens."),
    Code.POST_MISSING: _("The step names no post of this administration."),
    Code.POST_CLOSED: _("The post “%(post)s” was closed."),
    Code.POST_VACANT: _("Nobody sits in the post “%(post)s”."),
    Code.NO_HEAD: _("No unit of the administration has a head whom this step would find."),
    Code.HEADS_VACANT: _("For %(units)s units, nobody sits in the post that this step finds: the head above answers."),
    Code.SAME_PERSON: _("%(person)s alone holds this step and “%(other)s”, which must be done by another person."),
    Code.SAME_POST_IN_UNITS: _(
        "For %(units)s units, this step and “%(other)s” find the same post: the head above answers."
    ),
    Code.MAY_BE_SAME: _("%(person)s may act here and at “%(other)s”, but may not do both."),
    Code.OVER_CEILING: _(
        "The post “%(post)s” signs up to %(ceiling)s, but larger amounts come here, for example %(amount)s."
    ),
    Code.HEADS_UNDER_AMOUNT: _(
        "%(posts)s of the posts that this step finds sign up to less than what comes here: the head above signs."
    ),
}


AMOUNTS = ("ceiling", "amount")  # params that are money


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: a stage and the key of a step, or the whole circuit (None, "")."""

    code: Code
    severity: Severity
    stage: int | None = None
    step: str = ""
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        amounts = {key: numbers.shown(self.params[key], money=True) for key in AMOUNTS if key in self.params}
        return str(SENTENCES[self.code]) % (self.params | amounts)

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR
