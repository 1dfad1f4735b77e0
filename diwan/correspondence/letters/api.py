"""The door of letters."""

from .acts import register_act
from .directories import Known, elsewhere, register_directory
from .enums import (
    CONFIDENTIAL,
    OPEN,
    PLAN,
    READ,
    REGISTER,
    TREAT,
    DueKind,
    Kind,
    Level,
    LinkKind,
    Medium,
    PartyKind,
    PartyRole,
    PieceRole,
    Priority,
    ReadingKind,
    State,
)
from .events import LetterAnnulled, LetterClosed, LetterRegistered, LetterReopened, LetterReturned
from .models import PIECE, Dossier, Letter, PlanClass
from .operations.beginning import draft
from .operations.dossiers import close_dossier, open_dossier, put_in_dossier
from .operations.erasing import erase
from .operations.indexing import put as index
from .operations.linking import link
from .operations.moving import NotNow, ReasonMissing, close, locked, move, reopen, return_, settle
from .operations.placing import change_level, follow_due, put_in_class
from .operations.plan import NewClass, add_classes
from .operations.reading import read
from .operations.recording import record
from .operations.registering import (
    Correspondent,
    NewLetter,
    NoCorrespondent,
    NotADraft,
    OfficeClosed,
    add_pieces,
    number,
    register,
    retell,
    take,
)
from .operations.sights import hide, refresh, show
from .pages import page_of
from .panels import Action, Panel, actions_for, panels_for, register_action, register_panel
from .policies import may_keep, may_register
from .queries.page import letter_for
from .queries.plan import choices, classes, dossiers
from .records import GONE, Record, documents_of, facts_of, files_of, register_record
from .seats import acting_seats, seat_at
from .sights import tokens_of

__all__ = [
    "CONFIDENTIAL",
    "GONE",
    "OPEN",
    "PIECE",
    "PLAN",
    "READ",
    "REGISTER",
    "TREAT",
    "Action",
    "Correspondent",
    "Dossier",
    "DueKind",
    "Kind",
    "Known",
    "Letter",
    "LetterAnnulled",
    "LetterClosed",
    "LetterRegistered",
    "LetterReopened",
    "LetterReturned",
    "Level",
    "LinkKind",
    "Medium",
    "NewClass",
    "NewLetter",
    "NoCorrespondent",
    "NotADraft",
    "NotNow",
    "OfficeClosed",
    "Panel",
    "PartyKind",
    "PartyRole",
    "PieceRole",
    "PlanClass",
    "Priority",
    "ReadingKind",
    "ReasonMissing",
    "Record",
    "State",
    "acting_seats",
    "actions_for",
    "add_classes",
    "add_pieces",
    "change_level",
    "choices",
    "classes",
    "close",
    "close_dossier",
    "documents_of",
    "dossiers",
    "draft",
    "elsewhere",
    "erase",
    "facts_of",
    "files_of",
    "follow_due",
    "hide",
    "index",
    "letter_for",
    "link",
    "locked",
    "may_keep",
    "may_register",
    "move",
    "number",
    "open_dossier",
    "page_of",
    "panels_for",
    "put_in_class",
    "put_in_dossier",
    "read",
    "record",
    "refresh",
    "register",
    "register_act",
    "register_action",
    "register_directory",
    "register_panel",
    "register_record",
    "reopen",
    "retell",
    "return_",
    "seat_at",
    "settle",
    "show",
    "take",
    "tokens_of",
]
