"""The door of drafting."""

from .enums import SIGN, TEMPLATES, Layout, Source, State
from .events import DraftProposed, DraftSigned, LetterSealed
from .models import Draft, Formula, Template, TemplateVersion
from .operations.beginning import Beginning, begin
from .operations.comments import comment
from .operations.opinions import ask
from .operations.particulars import Particulars, abandon, add_annexes, describe, propose
from .operations.signing import EmptyLetter, FieldsLeft, NotAPdfYet, OtherVersion, sign_off
from .operations.templates import Content, Phrases, keep_formula, offer
from .operations.writing import WrittenMeanwhile, keep
from .policies import may_sign, may_write
from .queries.verifying import sealed_letter

__all__ = [
    "SIGN",
    "TEMPLATES",
    "Beginning",
    "Content",
    "Draft",
    "DraftProposed",
    "DraftSigned",
    "EmptyLetter",
    "FieldsLeft",
    "Formula",
    "Layout",
    "LetterSealed",
    "NotAPdfYet",
    "OtherVersion",
    "Particulars",
    "Phrases",
    "Source",
    "State",
    "Template",
    "TemplateVersion",
    "WrittenMeanwhile",
    "abandon",
    "add_annexes",
    "ask",
    "begin",
    "comment",
    "describe",
    "keep",
    "keep_formula",
    "may_sign",
    "may_write",
    "offer",
    "propose",
    "sealed_letter",
    "sign_off",
]
