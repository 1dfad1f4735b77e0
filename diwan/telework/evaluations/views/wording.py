"""An amendment in words: the rule, what it said, what it would say."""

from __future__ import annotations

from typing import Any

from ..models import Amendment
from ..operations.amending import NoSuchRule, rule_of


def term_of(row: Amendment) -> Any:
    """The heading and sentences of the rule; None where the rules no longer know it."""
    try:
        return rule_of(row.session.administration_id, row.key, row.session.held_on).term
    except NoSuchRule:
        return None


def label_of(row: Amendment) -> str:
    term = term_of(row)
    return str(term.label) if term else row.key


def words_of(row: Amendment, value: Any) -> str:
    term = term_of(row)
    return term.said(value) if term and value is not None else "–"
