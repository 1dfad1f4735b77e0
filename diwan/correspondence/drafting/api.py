"""The door of drafting."""

from .converting import CannotConvert, to_pdf
from .enums import SIGN, TEMPLATES, Layout, Source, State
from .events import DraftProposed, DraftSigned, LetterSealed
from .models import Draft, Formula, Template, TemplateVersion
from .operations.beginning import Beginning, begin
from .operations.comments import comment
from .operations.opinions import ask
from .operations.particulars import Particulars, abandon, add_annexes, describe, propose
from .operations.passing import ChangedMeanwhile, Paper, annexes_of, enter, leave, number_signed, paper
from .operations.signing import EmptyLetter, FieldsLeft, NotAPdfYet, OtherVersion, sign_off
from .operations.sources import CONVERTED
from .operations.templates import Content, Phrases, keep_formula, offer
from .operations.writing import WrittenMeanwhile, keep
from .policies import may_sign, may_write
from .queries.verifying import sealed_letter
from .ways import Way, register_way

__all__ = [
    "CONVERTED",
    "SIGN",
    "TEMPLATES",
    "Beginning",
    "CannotConvert",
    "ChangedMeanwhile",
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
    "Paper",
    "Particulars",
    "Phrases",
    "Source",
    "State",
    "Template",
    "TemplateVersion",
    "Way",
    "WrittenMeanwhile",
    "abandon",
    "add_annexes",
    "annexes_of",
    "ask",
    "begin",
    "comment",
    "describe",
    "enter",
    "keep",
    "keep_formula",
    "leave",
    "may_sign",
    "may_write",
    "number_signed",
    "offer",
    "paper",
    "propose",
    "register_way",
    "sealed_letter",
    "sign_off",
    "to_pdf",
]
