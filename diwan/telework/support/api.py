"""The door of support."""

from .conditions import course_passed, guide_acknowledged
from .events import CampaignSent, CoursePassed, GuidePublished, HelpAsked, HelpSolved
from .models import Certificate, Course, Guide, HelpRequest
from .operations.helping import Need, ask, solve, write
from .operations.publishing import Words, adopt, publish_course, publish_guide

__all__ = [
    "CampaignSent",
    "Certificate",
    "Course",
    "CoursePassed",
    "Guide",
    "GuidePublished",
    "HelpAsked",
    "HelpRequest",
    "HelpSolved",
    "Need",
    "Words",
    "adopt",
    "ask",
    "course_passed",
    "guide_acknowledged",
    "publish_course",
    "publish_guide",
    "solve",
    "write",
]
