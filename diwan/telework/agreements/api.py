"""The door of agreements."""

from .documents import CHARTER, DECISION
from .enums import LIVE, State
from .events import (
    AgreementAsked,
    AgreementChanged,
    AgreementDecided,
    AgreementEnded,
    AgreementResumed,
    AgreementStarted,
    AgreementSuspended,
)
from .models import Agreement
from .operations.appealing import appeal
from .operations.asking import (
    Asked,
    BadDates,
    NoPost,
    NotEligible,
    TooLong,
    TooManyDays,
    ask,
    keep_draft,
    withdraw,
)
from .operations.changing import (
    NoMoreRenewals,
    NotEvaluated,
    NoticeTooShort,
    change,
    choose,
    earliest_end,
    end,
    renew,
    renewable_until,
    resume,
    suspend,
)
from .operations.chartering import set_practice
from .operations.common import NoSuchAgreement, ReasonMissing, WrongState
from .operations.deciding import NotImposable, approve, impose, refuse
from .operations.private import Declared, check_workplace, declare_workplace
from .operations.signing import countersign_charter, sign_charter, write_charter
from .operations.starting import advance, advance_all, advance_person
from .operations.taking_in import take_in
from .operations.wishing import wish
from .policies import may_manage
from .queries.force import (
    InForce,
    in_force,
    in_force_among,
    in_force_within,
    people_in_force,
    remote_days,
    remote_days_among,
    remote_on,
)
from .queries.standing import findings
from .registry import (
    Condition,
    Finding,
    open_ends,
    register_condition,
    register_eligibility,
    register_open_end,
    register_recall,
    register_renewal,
    register_source,
)

__all__ = [
    "CHARTER",
    "DECISION",
    "LIVE",
    "Agreement",
    "AgreementAsked",
    "AgreementChanged",
    "AgreementDecided",
    "AgreementEnded",
    "AgreementResumed",
    "AgreementStarted",
    "AgreementSuspended",
    "Asked",
    "BadDates",
    "Condition",
    "Declared",
    "Finding",
    "InForce",
    "NoMoreRenewals",
    "NoPost",
    "NoSuchAgreement",
    "NotEligible",
    "NotEvaluated",
    "NotImposable",
    "NoticeTooShort",
    "ReasonMissing",
    "State",
    "TooLong",
    "TooManyDays",
    "WrongState",
    "advance",
    "advance_all",
    "advance_person",
    "appeal",
    "approve",
    "ask",
    "change",
    "check_workplace",
    "choose",
    "countersign_charter",
    "declare_workplace",
    "earliest_end",
    "end",
    "findings",
    "impose",
    "in_force",
    "in_force_among",
    "in_force_within",
    "keep_draft",
    "may_manage",
    "open_ends",
    "people_in_force",
    "refuse",
    "register_condition",
    "register_eligibility",
    "register_open_end",
    "register_recall",
    "register_renewal",
    "register_source",
    "remote_days",
    "remote_days_among",
    "remote_on",
    "renew",
    "renewable_until",
    "resume",
    "set_practice",
    "sign_charter",
    "suspend",
    "take_in",
    "wish",
    "withdraw",
    "write_charter",
]
