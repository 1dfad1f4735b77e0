"""Facts of support, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HelpAsked:
    request_id: int
    again: int  # times reopened


@dataclass(frozen=True)
class HelpAnswered:
    """A word was written: by the desk to the person, or by the person to the desk."""

    message_id: int
    request_id: int


@dataclass(frozen=True)
class HelpSolved:
    request_id: int
    again: int


@dataclass(frozen=True)
class GuidePublished:
    guide_id: int


@dataclass(frozen=True)
class CampaignSent:
    campaign_id: int


@dataclass(frozen=True)
class CoursePassed:
    attempt_id: int
    person_id: int
    course_id: int
