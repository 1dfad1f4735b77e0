"""The rules of one administration on one day, as plain values: what the rest of the wing asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .spans import Span

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.calendars.api import Names

    from .profile import CrisisRule, Quota, Rule, Statement

NONE = Span()


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Each field is a rule of `terms.py`; None where neither the country nor usual practice says anything.

    `country` is that of the administration and of its calendar; `profile` whose rules it follows. For legal dates use
    the functions of `legal.py` (years and months stay what they are); the `*_days` here are rough, for warnings.
    """

    country: str
    profile: str
    on: date
    quotas: tuple[Quota, ...] = ()
    crisis: tuple[CrisisRule, ...] = ()
    rules: tuple[Rule, ...] = ()
    statements: tuple[Statement, ...] = ()

    length: Span = NONE
    renewals: int = 0
    renewal: Span = NONE
    renewal_ask: Span = NONE
    renewal_after_evaluation: bool = True
    trial: Span = NONE
    notice: Span = NONE
    notice_trial: Span = NONE
    notice_urgent: Span = NONE
    reply: Span = NONE
    appeal: Span = NONE
    change_notice: Span = NONE
    one_off_notice: Span = NONE
    max_remote_days_per_week: int | None = None
    min_site_days_per_week: int | None = None
    averaging: str = "week"
    hours_flexible: bool = False
    start_from: str | None = None
    start_until: str | None = None
    confirm_early_minutes: int = 0
    confirm_grace_minutes: int = 0
    call_notice_hours: int = 0
    task_reminder_days: int = 0
    report_weekday: int = 0
    standard_time_required: bool = False
    evaluation_every: Span = NONE
    quorum: str = ""
    eligible_score: int = 0
    incident_clock_hours: int = 0
    device_check: Span = NONE
    charter_required: bool = True
    workplace_declared: bool = True
    may_be_imposed: bool = False
    transport_allowance: bool = True
    person_must_qualify: bool = True

    @property
    def length_days(self) -> int:
        return self.length.days

    @property
    def renewal_ask_days(self) -> int:
        return self.renewal_ask.days

    @property
    def trial_days(self) -> int:
        return self.trial.days

    @property
    def notice_days(self) -> int:
        return self.notice.days

    @property
    def notice_days_trial(self) -> int:
        return self.notice_trial.days

    @property
    def urgent_days(self) -> int:
        return self.notice_urgent.days

    @property
    def reply_days(self) -> int:
        return self.reply.days

    @property
    def evaluation_every_days(self) -> int:
        return self.evaluation_every.days

    @property
    def device_check_days(self) -> int:
        return self.device_check.days

    @property
    def sources(self) -> tuple[Names, ...]:
        """Where all this is written, each once."""
        dated = (*self.rules, *self.quotas, *self.statements)
        return tuple(dict.fromkeys(one.source for one in dated))

    def rule(self, key: str) -> Rule | None:
        """The rule with its source and dates."""
        return next((rule for rule in self.rules if rule.key == key), None)
