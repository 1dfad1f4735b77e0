"""Who may ask for what: one row for every address of Diwan.

A route that has no row here fails the build, and so does a row whose route is gone. To add a route, add a row:

    "letters:reading": Row(who=right("letters.read"), at=lambda world: {"letter_id": world.letter.pk}),

says that the page is for those who hold `letters.read`, and answers 200 to them. Everybody else is then known: nobody
is sent to sign in, a colleague without the right is refused (403), and who holds the right in another administration
finds nothing (404), because the address names a thing (`at`) that is not theirs. A route that writes names the answer
to a POST and what is sent: `get=None, post=302, sends=lambda world: {...}`. Where the answer differs, `others` says so.
`world` is in tests/helpers/house.py; add to it the thing your address names. The wings after correspondence keep the
rows of each app in a file of rows/.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from diwan.portal.shell.accents import mark_of, sheet
from tests.core import people
from tests.helpers.house import ANONYMOUS, ELSEWHERE, HOLDER, STRANGER, WORKBOOK, World, soon

from . import rows
from .table import DEMO, PUBLIC, SIGNED_IN, Row, nothing, right

# Writes that carry no key of ours, each for a reason.
WITHOUT_KEY = {
    "account_": "allauth's own forms: signing in or out twice is signing in or out",
    "mfa_": "allauth's own forms, each guarded by a fresh challenge",
    "usersessions_": "allauth's own form: ending a session twice ends it",
    "socialaccount_": "allauth's own pages",
    "openid_connect_": "allauth's own pages",
    "api-1:openapi-": "Ninja's description of the API, the same whatever the method",
    "api-1:api-root": "Ninja's own, answers 404 whatever the method",
}

# The pages of allauth answer a lost or hasty visitor in their own way: they show the form, or lead to the right page.
SIGNED_OUT = Row(who=PUBLIC, post=200, others={STRANGER: 302, ELSEWHERE: 302, HOLDER: 302})
RECENTLY = Row(who=SIGNED_IN, get=302, post=302)  # sent to prove who they are once more
NONE_YET = Row(who=SIGNED_IN, get=404, post=404)  # nobody here has set up a second factor
COUNTRY = {"country": "MA"}
MY_KEY = Row(
    who=SIGNED_IN, get=None, post=302, at=lambda w: {"key_id": w.signing_key.pk}, others={STRANGER: 404, ELSEWHERE: 404}
)
CERTIFICATE = Row(who=right("signing.keep"), at=lambda w: {"certificate_id": w.signing_key.issued_id})
LETTER = {
    "applicant_kind": "person",
    "applicant_name": "فاطمة الزهراء العلوي",
    "identity_kind": "none",
    "subject": "طلب شهادة العمل",
}
PROCEDURE = {
    "name_ar": "رخصة",
    "identity": "optional",
    "day_unit": "calendar",
    "clock_start": "registration",
    "silence": "nothing",
    "starts_on": soon(1),
    "pieces-TOTAL_FORMS": "0",
    "pieces-INITIAL_FORMS": "0",
}
NO_DRAFT = Row(who=PUBLIC, get=302, post=410)
SECRET = "un tout autre secret"
NAMES = {"name_ar": "مصلحة جديدة", "name_fr": "Nouveau service"}


def a_draft(world: World) -> dict[str, Any]:
    return {"draft_id": world.draft_letter.pk}


# Whoever acts from a post writes letters; one that is not theirs to read does not exist for them.
WRITING = Row(who=SIGNED_IN, at=a_draft, others={STRANGER: 404, ELSEWHERE: 404})
WRITES = WRITING | {"get": None, "post": 302}
ADDRESSED = {"addressee": "المندوبية السامية", "layout": "ar", "level": "ordinary"}


# A folder is read by those it was before; for everybody else it does not exist.
FOLDER = Row(who=SIGNED_IN, at=lambda w: {"folder_id": w.folder.pk}, others={STRANGER: 404, ELSEWHERE: 404})
FOLDERS = FOLDER | {"get": None, "post": 302}


def titled(world: World) -> dict[str, Any]:
    return {"type": world.folder_type.pk, "post": world.own_post.pk, "title": "قرار التعيين"}


def fetched(world: World) -> dict[str, Any]:
    """What a person outside signed, at the address of its receipt."""
    return {"token": world.receipt_token, "document_id": world.signed_outside.documents.get(role="main").pk}


GUEST = Row(who=PUBLIC, get=None, post=403, at=lambda w: {"token": w.guest_token})
ASKS_OUTSIDE = FOLDERS | {"at": lambda w: {"turn_id": w.guest_turn.pk}}
TURNS = FOLDERS | {"at": lambda w: {"turn_id": w.open_turn.pk}}


def begun(world: World) -> dict[str, Any]:
    assert world.office
    return {**ADDRESSED, "post": world.actor(HOLDER).seats[0].post_id, "kind": "outgoing", "subject": "جواب"}


def one_file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.pdf", SMALL_PDF)}


SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
)
KEEPS_TEMPLATES = right("drafting.templates")
A_TEMPLATE = {"name_ar": "نموذج", "kind": "outgoing", "layout": "ar", "markup": "نص"}


def a_template(world: World) -> dict[str, Any]:
    return {"template_id": world.template.pk}


def a_formula(world: World) -> dict[str, Any]:
    return {"formula_id": world.formula.pk}


def the_unit(world: World) -> dict[str, Any]:
    return {"unit_id": world.unit.pk}


def two_letters(world: World) -> dict[str, Any]:
    return {"deposit_id": world.deposit.pk, "other_id": world.other_deposit.pk}


def beside(world: World) -> dict[str, Any]:
    return {"unit": world.other_unit.code, "on": soon(1)}


def seated(world: World) -> dict[str, Any]:
    return {"person": world.users[STRANGER].email, "first_day": soon(1), "last_day": soon(9)}


def paper(world: World) -> dict[str, Any]:
    day = world.deposit.registered_at.date().isoformat()
    return {**LETTER, "office": world.office.pk, "channel": "post", "received_on": day, "language": "ar"}


def rectified(world: World) -> dict[str, Any]:
    return {
        **LETTER,
        "subject": "طلب آخر",
        "unit": world.deposit.unit_id,
        "reason": "خطأ في الموضوع",
        "confirmed": "on",
    }


def reserving(world: World) -> dict[str, Any]:
    return {"office": world.office.pk, "count": 3, "reason": "انقطاع الشبكة"}


def paper_confirmed(world: World) -> dict[str, Any]:
    return {
        "become": "letter",
        "sender": "وزارة الداخلية",
        "subject": "طلب معطيات",
        "received_on": "2026-01-05",
        "language": "ar",
        "medium": "post",
        "party_kind": "administration",
        "level": "ordinary",
        "arranged": "0",
    }


# Rows that several routes share; `|` changes what differs. The directory is public, so its writes answer 403, not 404.
# A clerk without the right does not even see the letter: 404.
DECIDES = Row(
    who=right("deposits.process"),
    get=None,
    post=302,
    at=lambda w: {"deposit_id": w.deposit.pk},
    others={STRANGER: 404},
)
KEEPS_PROCEDURES = Row(who=right("procedures.manage"), at=lambda w: {"procedure_id": w.procedure.procedure_id})
VIEWS = Row(who=right("deposits.process"), at=lambda w: {"listing": "deposits.queue"}, others={(ELSEWHERE, "get"): 200})
KEEPS_VIEWS = DECIDES | {"at": lambda w: {"listing": "deposits.queue", "view_id": w.saved_view.pk}, "others": {}}
# Everybody who has a post may search: what they find is what they may see.
KEEPS_SEARCHES = Row(
    who=SIGNED_IN,
    get=None,
    post=302,
    at=lambda w: {"search_id": w.saved_search.pk},
    others={STRANGER: 404, ELSEWHERE: 404},
)


# Circulation: the letter or the instruction is read by those before whom it stands; for a colleague it does not exist.
def given(world: World) -> dict[str, Any]:
    return {"letter_id": world.given_letter.pk}


def because(world: World) -> dict[str, Any]:
    return {"reason": "ليس من الاختصاص"}


def ruled(world: World) -> dict[str, Any]:
    return {"name": "الخصاص", "words": "الخصاص", "unit": world.unit.pk, "verb": "handle"}


def listed(world: World) -> dict[str, Any]:
    return {"name": "لائحة أخرى", "unit": "", "key": f"u{world.unit.pk}"}


def paced(world: World) -> dict[str, Any]:
    return {"normal": 8, "urgent": 3, "very_urgent": 1, "remind_before": 2, "escalate_after": 3, "weekly": "on"}


ASKS = Row(
    who=right("circulation.dispatch", "letters.register", "letters.read"),
    post=302,
    at=lambda w: {"instruction_id": w.instruction.pk},
    others={STRANGER: 404},
)
GIVES_MANY = Row(
    who=right("circulation.dispatch", "letters.register"),
    post=302,
    sends=lambda w: {"letter": w.given_letter.pk, "key": f"u{w.unit.pk}"},
    others={(ELSEWHERE, "post"): 404},
)
KEEPS_LISTS = Row(
    who=right("circulation.dispatch"), post=302, at=lambda w: {"list_id": w.distribution_list.pk}, sends=listed
)
KEEPS_RULES = Row(
    who=right("circulation.dispatch"),
    get=None,
    post=302,
    at=lambda w: {"rule_id": w.routing_rule.pk},
    sends=ruled,
)


# A depositor's writing: the code in what is sent opens the letter, whoever sends it.
FOLLOWS = Row(
    who=PUBLIC,
    get=None,
    post=302,
    at=lambda w: {"reference": w.deposit.reference},
    sends=lambda w: {"code": w.deposited.code, "text": "شكرا"},
)
ADMINISTERS = Row(who=right("organisations.administer"), post=302, at=the_unit, others={ELSEWHERE: 403})
CONFIRMS = Row(who=right("letters.register"), get=None, post=302, at=lambda w: {"document_id": w.paper.pk})
KEEPS = Row(who=right("registers.correct"), post=302, others={STRANGER: 404})
FILLS = Row(
    who=right("organisations.administer"),
    post=302,
    at=lambda w: {"post_id": w.post.pk},
    sends=seated,
    others={ELSEWHERE: 403},
)
ENDS = Row(who=right("organisations.administer"), get=None, post=302, others={ELSEWHERE: 403})
MINE = Row(
    who=SIGNED_IN,
    get=None,
    post=302,
    at=lambda w: {"notification_id": w.notification.pk},
    others={STRANGER: 404, ELSEWHERE: 404},
)
DRAWS = Row(who=right("circuits.design"))
DRAFT = DRAWS | {"at": lambda w: {"version_id": w.circuit_draft.pk}}
MANDATE = Row(who=SIGNED_IN, at=lambda w: {"mandate_id": w.mandate.pk}, others={STRANGER: 404, ELSEWHERE: 404})
STEP_SAID = {"kind": "visa", "name_ar": "تأشيرة", "how": "head", "when-rows": "0", "base": "0", "step": "s1"}


def lent(world: World) -> dict[str, Any]:
    """The terms of a mandate, to somebody of the holder's administration."""
    return {"person": world.colleague.email, "first_day": soon(0), "last_day": soon(9), "types": [], "kinds": ["visa"]}


def given_away(world: World) -> dict[str, Any]:
    return lent(world) | {"post": world.actor(HOLDER).seats[0].post_id}


IN_ARCHIVES = Row(who=right("archives.keep"))
APPROVES = Row(who=right("archives.approve"), get=None, post=302, at=lambda w: {"list_id": w.destruction.pk})
RULE = {"active_years": "5", "intermediate_years": "5", "fate": "destroy", "source": "قرار"}


def packaged(world: World) -> SimpleUploadedFile:
    return SimpleUploadedFile("package.zip", world.packaged, content_type="application/zip")


WORK = MINE | {"at": lambda w: {"batch_id": w.batch.pk}}
COLLEAGUE = Row(who=right("accounts.administer"), at=lambda w: {"person_id": w.users[STRANGER].pk})
OPERATES = Row(who=right("jobs.operate"), reach="instance", get=None, post=302, others={ELSEWHERE: 403})

PEERS = OPERATES | {"who": right("exchange.operate")}
PEER = PEERS | {"at": lambda w: {"instance_id": w.instance.pk}}
MESSAGE = Row(who=PUBLIC, get=None, at=lambda w: {"message_id": UUID(int=1)})  # the seal of an instance is the right

JOINS = Row(who=right("organisations.administer"))
LOOKS_AT_WORKBOOK = JOINS | {"at": lambda w: {"token": w.workbook}}
OFFICE = JOINS | {"post": 302, "at": lambda w: {"office_id": w.office.pk}}
INVITES = Row(
    who=right("organisations.administer", "accounts.administer"),
    get=None,
    post=302,
    at=lambda w: {"person_id": w.invited.person_id},
)

FIRST_ONE = OPERATES | {
    "who": right("joining.operate"),
    "post": 409,  # nobody there waits to be invited
    "at": lambda w: {"administration_id": w.here.pk},
}


def registering(world: World) -> dict[str, Any]:
    """A letter entered in the register of the holder's office."""
    return {
        "kind": "incoming",
        "office": world.office.pk,
        "medium": "paper",
        "received_on": soon(0),
        "subject": "طلب معطيات",
        "language": "ar",
        "level": "ordinary",
        "priority": "normal",
        "due_kind": "internal",
        "parties-TOTAL_FORMS": "1",
        "parties-INITIAL_FORMS": "0",
        "parties-0-role": "sender",
        "parties-0-kind": "administration",
        "parties-0-name": "المندوبية السامية للتخطيط",
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
    }


def rectified_letter(world: World) -> dict[str, Any]:
    party = world.letter.parties.get()
    names = {f"party-{party.pk}-name": "المندوبية السامية", f"party-{party.pk}-title": ""}
    return {"subject": "طلب معطيات مصحح", "medium": "paper", "reason": "خطأ في التسجيل", **names}


def plan_sheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("plan.csv", "code,parent,name_ar\n08,,الأرشيف\n".encode())


READS = Row(who=right("letters.register"), at=lambda w: {"letter_id": w.letter.pk}, others={STRANGER: 404})
SIGNED = READS | {"at": lambda w: {"file_id": w.signed_file.pk, "letter_id": w.signed_letter.pk}}
ON_LETTER = READS | {"post": 302}
CORRECTS_LETTER = ON_LETTER | {"who": right("letters.register", "registers.correct")}
IN_PLAN = Row(
    who=right("letters.plan"),
    post=302,
    at=lambda w: {"class_id": w.plan_class.pk},
    others={(STRANGER, "get"): 200},
)
# A colleague of the unit reads the title of its ordinary files, and does nothing to them.
IN_FILE = Row(
    who=right("letters.plan"),
    get=None,
    post=302,
    at=lambda w: {"dossier_id": w.dossier.pk},
    others={(STRANGER, "get"): 200, (STRANGER, "post"): 403},
)
# Letters that leave and arrive: what one may not see does not exist, also for a colleague without the right.
KEEPS_MAIL = Row(who=right("letters.register"))
SENDS = KEEPS_MAIL | {"at": lambda w: {"sending_id": w.sending.pk}, "others": {STRANGER: 404}}
ACTS_ON_SENDING = SENDS | {"get": None, "post": 302}
ARRIVES = KEEPS_MAIL | {
    "get": None,
    "post": 302,
    "at": lambda w: {"arrival_id": w.arrival.pk},
    "others": {STRANGER: 404},
}
GIVES_BACK = {"code": "wrong_addressee", "reason": "ليس من اختصاصنا"}
# What the post of the holder was asked stands in no other inbox.
ASKED = Row(
    who=right("circulation.dispatch"), at=lambda w: {"instruction_id": w.instruction.pk}, others={STRANGER: 404}
)
KEEPS_OFFICE = Row(who=right("letters.register", "circulation.dispatch"), others={STRANGER: 404})

TABLE: dict[str, Row] = {
    # --- portal ------------------------------------------------------------------------------------------------------
    "home:home": Row(who=PUBLIC, others={STRANGER: 302, ELSEWHERE: 302, HOLDER: 302}),  # led to their desk
    "shell:search": Row(who=SIGNED_IN),
    "shell:accent": Row(who=PUBLIC, at=lambda w: {"colour": "1d3f72", "mark": mark_of(sheet("#1d3f72"))}),
    "shell:theme": Row(who=PUBLIC, get=302, at=lambda w: {"name": "dark"}),
    "shell:style": Row(who=DEMO),
    "demo:roles": Row(who=DEMO, get=404),  # no demo data is loaded here
    "demo:step_into": Row(who=DEMO, get=None, post=404, sends=lambda w: {"email": w.users[HOLDER].email}),
    "health:health": Row(who=PUBLIC, get=503),  # no worker runs in a test
    "verification:verify": Row(who=PUBLIC, post=200),
    "verification:find": Row(who=PUBLIC, get=302),
    "verification:program": Row(who=PUBLIC),
    "verification:root": Row(who=PUBLIC),
    "verification:journal_key": Row(who=PUBLIC),
    "verification:reference": Row(who=PUBLIC, at=lambda w: {"reference": w.deposit.reference}),
    # --- portal: joining ---------------------------------------------------------------------------------------------
    "joining:board": JOINS,
    "joining:template": JOINS,
    "joining:upload": JOINS | {"post": 302, "sends": lambda w: {"workbook": SimpleUploadedFile("a.csv", WORKBOOK)}},
    "joining:preview": LOOKS_AT_WORKBOOK,
    "joining:mistakes": LOOKS_AT_WORKBOOK,
    "joining:confirm": LOOKS_AT_WORKBOOK | {"get": None, "post": 302, "sends": lambda w: {"on": soon(0)}},
    "joining:offices": JOINS,
    "joining:open_office": JOINS
    | {
        "post": 302,
        "sends": lambda w: {**NAMES, "code": "NEW", "unit": people.root(w.here).pk},
        "others": {(ELSEWHERE, "post"): 422},  # the choice holds the units of their own administration only
    },
    "joining:change_office": OFFICE | {"sends": lambda w: NAMES},
    "joining:hand_over_office": OFFICE | {"sends": lambda w: {"unit": w.unit.pk}},
    "joining:close_office": OFFICE | {"get": None},
    "joining:seal": JOINS,
    "joining:make_seal": JOINS | {"get": None, "post": 302},
    "joining:invitations": JOINS,
    "joining:invite_all": JOINS
    | {"who": right("organisations.administer", "accounts.administer"), "get": None, "post": 302},
    "joining:invite": INVITES,
    "joining:revoke": INVITES,
    "joining:trial": JOINS,
    "joining:hand_in": JOINS
    | {
        "get": None,
        "post": 302,
        "sends": lambda w: {"office": w.office.pk},
        "others": {ELSEWHERE: 409},  # that office is not one of theirs
    },
    "joining:annul": JOINS | {"get": None, "post": 409},  # there is no trial
    "joining:look": JOINS | {"post": 302, "sends": lambda w: {"emblem": "و ت", "accent_colour": "#0b5d51"}},
    "joining:administrations": OPERATES | {"who": right("joining.operate"), "get": 200, "post": None},
    "joining:open": OPERATES
    | {
        "who": right("joining.operate"),
        "get": 200,
        "post": 302,
        "sends": lambda w: {
            **NAMES,
            "code": "OUZ",
            "country": "MA",
            "email": "first@ouz.example",
            "admin_ar": "سعيد",
            "admin_latin": "Said",
            "language": "ar",
        },
    },
    "joining:invite_first": FIRST_ONE,
    "joining:revoke_first": FIRST_ONE,
    "joining:help": Row(who=PUBLIC),
    "joining:welcome": Row(who=SIGNED_IN),
    "joining:tour": Row(who=SIGNED_IN, at=lambda w: {"name": "clerk"}),
    "joining:seen": Row(who=SIGNED_IN, get=None, post=204, at=lambda w: {"name": "clerk"}),
    # --- correspondence: mailroom ------------------------------------------------------------------------------------
    "mailroom:queue": Row(who=right("letters.register")),
    "mailroom:start": Row(who=right("letters.register"), get=None, post=302, others={(ELSEWHERE, "post"): 302}),
    "mailroom:send": Row(
        who=right("letters.register"),
        post=422,
        sends=lambda w: {"office": w.office.pk},
        others={(ELSEWHERE, "post"): 422},
    ),
    "mailroom:sheets": Row(who=right("letters.register")),
    "mailroom:sheets_pdf": Row(who=right("letters.register"), get=422, others={ELSEWHERE: 422}),
    "mailroom:sources": Row(who=right("letters.register")),
    "mailroom:add_source": Row(
        who=right("letters.register"),
        post=302,
        sends=lambda w: {
            "office": w.office.pk,
            "kind": "folder",
            "name": "الماسح",
            "folder": "men/scan",
            "active": "on",
        },
        others={(ELSEWHERE, "post"): 422},
    ),
    "mailroom:change_source": Row(
        who=right("letters.register"),
        post=302,
        at=lambda w: {"source_id": w.paper_source.pk},
        sends=lambda w: {"name": "الماسح الجديد", "folder": "men/other", "active": "on"},
    ),
    "mailroom:look": Row(
        who=right("letters.register"), get=None, post=302, at=lambda w: {"source_id": w.paper_source.pk}
    ),
    "mailroom:again": Row(  # nothing failed
        who=right("letters.register"), get=None, post=409, at=lambda w: {"intake_id": w.paper.intake_id}
    ),
    "mailroom:confirm": CONFIRMS | {"get": 200, "post": None},
    "mailroom:picture": CONFIRMS
    | {"get": 200, "post": None, "at": lambda w: {"document_id": w.paper.pk, "page_id": w.paper_page.pk}},
    "mailroom:register": CONFIRMS | {"sends": paper_confirmed},
    "mailroom:aside": CONFIRMS | {"sends": lambda w: {"reason": "إشهار"}},
    "mailroom:take_up": CONFIRMS | {"at": lambda w: {"document_id": w.paper_aside.pk}},
    "mailroom:keep": CONFIRMS | {"sends": lambda w: {"subject": "طلب"}, "post": 204},
    "mailroom:leave": CONFIRMS,
    "mailroom:arrange": CONFIRMS | {"sends": lambda w: {"act": "turn", "page": w.paper_page.pk}},
    # --- correspondence: archives -------------------------------------------------------------------------------------
    "archives:home": IN_ARCHIVES,
    "archives:rule": IN_ARCHIVES
    | {"at": lambda w: {"class_id": w.plan_class.pk}, "post": 302, "sends": lambda w: RULE},
    "archives:holds": IN_ARCHIVES
    | {"post": 302, "sends": lambda w: {"thing": w.old_dossier.code, "reason": "دعوى"}}
    | {"others": {(ELSEWHERE, "post"): 422}},  # nothing of theirs has this number
    "archives:lift": IN_ARCHIVES
    | {"at": lambda w: {"hold_id": w.hold.pk}, "get": None, "post": 302, "sends": lambda w: {"reason": "انتهت"}},
    "archives:due": IN_ARCHIVES
    | {"post": 302, "sends": lambda w: {"only": [f"dossier:{w.due_dossier.pk}"]}}
    | {"others": {(ELSEWHERE, "post"): 200}},  # what is chosen is not theirs to choose
    "archives:lists": IN_ARCHIVES,
    "archives:list": IN_ARCHIVES | {"at": lambda w: {"list_id": w.destruction.pk}},
    "archives:approve": APPROVES,
    "archives:refuse": APPROVES | {"sends": lambda w: {"reason": "لا"}},
    "archives:carry_out": IN_ARCHIVES | {"at": lambda w: {"list_id": w.approved_destruction.pk}, "post": 302},
    "archives:certificate": IN_ARCHIVES | {"at": lambda w: {"list_id": w.certified_destruction.pk}, "get": 302},
    "archives:item": IN_ARCHIVES | {"at": lambda w: {"item_id": w.destruction.items.first().pk}, "get": 302},
    "archives:spare": IN_ARCHIVES
    | {
        "at": lambda w: {"item_id": w.destruction.items.first().pk},
        "get": None,
        "post": 302,
        "sends": lambda w: {"reason": "يحتاج إليه"},
    },
    "archives:packages": IN_ARCHIVES,
    "archives:receive": IN_ARCHIVES | {"post": 302, "sends": lambda w: {"package": packaged(w)}},
    "archives:package": IN_ARCHIVES | {"at": lambda w: {"package_id": w.package.pk}},
    "archives:pack": IN_ARCHIVES | {"at": lambda w: {"dossier_id": w.old_dossier.pk}, "get": None, "post": 302},
    # --- correspondence: procedures ----------------------------------------------------------------------------------
    "procedures:home": Row(who=PUBLIC),
    "procedures:procedure": Row(who=PUBLIC, at=lambda w: {"version_id": w.procedure.pk}),
    "procedures:manage": Row(who=right("procedures.manage")),
    "procedures:new": Row(who=right("procedures.manage"), post=302, sends=lambda w: {**PROCEDURE, "code": "permit"}),
    "procedures:preview": Row(who=right("procedures.manage"), get=None, post=200, sends=lambda w: PROCEDURE),
    "procedures:history": KEEPS_PROCEDURES,
    "procedures:edit": KEEPS_PROCEDURES | {"post": 302, "sends": lambda w: PROCEDURE},
    "procedures:close": KEEPS_PROCEDURES | {"get": None, "post": 302, "sends": lambda w: {"on": soon(3)}},
    # --- views kept under a name -------------------------------------------------------------------------------------
    "saved_views:manage": VIEWS,
    "saved_views:save": VIEWS
    | {
        "get": None,
        "post": 302,
        "sends": lambda w: {"name": "المتأخرة", "query": "due=late"},
        "others": {(ELSEWHERE, "post"): 302},
    },
    "saved_views:change": KEEPS_VIEWS | {"sends": lambda w: {"name": "اسم آخر"}},
    "saved_views:move": KEEPS_VIEWS | {"sends": lambda w: {"to": "up"}},
    "saved_views:delete": KEEPS_VIEWS,
    # --- correspondence: the inbox of a post -------------------------------------------------------------------------
    "desk:inbox": Row(who=SIGNED_IN),
    "desk:folders": Row(who=SIGNED_IN),
    "desk:next": Row(who=SIGNED_IN, get=302),
    "desk:instruction": ASKED,
    "desk:letter": KEEPS_OFFICE | {"at": lambda w: {"letter_id": w.given_letter.pk}},
    "desk:chosen": Row(who=SIGNED_IN, get=400, query="folder=todo&act=seen"),  # nothing is chosen
    "desk:start": Row(
        who=SIGNED_IN,
        get=None,
        post=400,
        sends=lambda w: {"act": "seen", "query": "folder=todo", "ids": str(w.instruction.pk)},
        others={HOLDER: 302},  # before nobody else does it stand
    ),
    "desk:load": Row(who=right("circulation.dispatch")),
    "desk:take_over": Row(who=right("circulation.dispatch"), get=None, post=400, sends=lambda w: {"reason": "غياب"}),
    # --- correspondence: circulation ----------------------------------------------------------------------------------
    "circulation:give": ASKS | {"at": given, "sends": lambda w: {"key": f"u{w.unit.pk}"}},
    "circulation:choose": ASKS | {"at": given, "get": None, "post": 200, "sends": lambda w: {"q": "مديرية"}},
    "circulation:save_choice": ASKS
    | {"at": given, "get": None, "sends": lambda w: {"key": f"u{w.unit.pk}", "list_name": "لائحة"}},
    "circulation:close_letter": ASKS | {"at": given},
    "circulation:write_note": ASKS | {"at": given, "sends": lambda w: {"text": "للتذكير"}},
    "circulation:posts": ASKS | {"at": given, "post": None, "query": "q=مديرية"},
    "circulation:withdraw_note": ASKS | {"at": lambda w: {"note_id": w.note.pk}, "get": None},
    "circulation:give_many": GIVES_MANY | {"get": 400},  # no letter is named
    "circulation:choose_many": GIVES_MANY | {"get": None, "post": 200},
    "circulation:see": ASKS | {"get": None, "post": 204},
    "circulation:answer": ASKS | {"sends": lambda w: {"text": "تم"}},
    "circulation:give_back": ASKS | {"sends": because},
    "circulation:close": ASKS,
    "circulation:take_back": ASKS | {"sends": because},
    "circulation:send_back": ASKS | {"at": lambda w: {"instruction_id": w.answered.pk}, "sends": because},
    "circulation:take_over": ASKS | {"at": lambda w: {"instruction_id": w.instruction_below.pk}, "sends": because},
    "circulation:lists": Row(who=right("circulation.dispatch")),
    "circulation:new_list": KEEPS_LISTS | {"at": nothing, "others": {(ELSEWHERE, "post"): 400}},
    "circulation:choose_new_list": KEEPS_LISTS | {"at": nothing, "get": None, "post": 200},
    "circulation:change_list": KEEPS_LISTS,
    "circulation:choose_list": KEEPS_LISTS | {"get": None, "post": 200},
    "circulation:delete_list": KEEPS_LISTS | {"get": None},
    "circulation:rules": Row(who=right("circulation.dispatch")),
    "circulation:new_rule": KEEPS_RULES | {"get": 200, "at": nothing, "others": {(ELSEWHERE, "post"): 422}},
    "circulation:change_rule": KEEPS_RULES | {"get": 200},
    "circulation:try_rule": KEEPS_RULES,
    "circulation:switch_rule": KEEPS_RULES | {"sends": lambda w: {"to": "work"}},
    "circulation:move_rule": KEEPS_RULES | {"sends": lambda w: {"to": "up"}},
    "circulation:delete_rule": KEEPS_RULES,
    "circulation:pace": Row(who=right("circulation.dispatch"), post=302, sends=paced),
    "circulation:figures": Row(who=right("circulation.dispatch")),
    "circulation:figures_csv": Row(who=right("circulation.dispatch")),
    "circulation:rows": Row(who=right("circulation.dispatch")),
    # --- correspondence: deposits ------------------------------------------------------------------------------------
    "parapheur:box": Row(who=SIGNED_IN),
    "parapheur:export": Row(who=SIGNED_IN, get=None, post=302, sends=lambda w: {"query": "box=done", "format": "csv"}),
    "parapheur:folder": FOLDER,
    "parapheur:prepare": FOLDER
    | {"at": lambda w: {"folder_id": w.prepared_folder.pk}, "post": 302, "sends": lambda w: titled(w)},
    "parapheur:send": FOLDERS | {"at": lambda w: {"folder_id": w.prepared_folder.pk}},
    "parapheur:annex": FOLDERS,
    "parapheur:withdraw": FOLDERS
    | {"at": lambda w: {"folder_id": w.prepared_folder.pk, "document_id": w.prepared_folder.documents.get().pk}},
    "parapheur:recall": FOLDERS,
    "parapheur:abandon": FOLDERS,
    "parapheur:slip": FOLDER,
    "parapheur:choose": Row(who=SIGNED_IN),
    "parapheur:new": Row(
        who=SIGNED_IN,
        post=302,
        at=lambda w: {"type_id": w.folder_type.pk},
        sends=lambda w: titled(w),
        others={(STRANGER, "post"): 422, ELSEWHERE: 404},
    ),
    "parapheur:letter": Row(
        who=SIGNED_IN,
        post=302,
        at=lambda w: {"draft_id": w.draft_letter.pk},
        sends=lambda w: titled(w),
        others={STRANGER: 404, ELSEWHERE: 404},
    ),
    "parapheur:agree": TURNS | {"sends": lambda w: {"shown": w.folder_shown}},
    "parapheur:refuse": TURNS | {"sends": lambda w: {"shown": w.folder_shown, "text": "خطأ"}},
    "parapheur:take_back": TURNS | {"at": lambda w: {"turn_id": w.visaed_turn.pk}},
    "parapheur:hand_on": TURNS | {"get": 200, "sends": lambda w: {"post": w.seated_post.pk}},
    "parapheur:ask": TURNS | {"get": 200, "sends": lambda w: {"post": w.seated_post.pk, "text": "ما رأيكم"}},
    "parapheur:picture": FOLDER | {"at": lambda w: {"document_id": w.folder_document.pk, "number": 1, "width": 420}},
    "parapheur:seen": FOLDERS
    | {
        "at": lambda w: {"document_id": w.folder_document.pk},
        "sends": lambda w: {"file": w.folder_document.file_id, "pages": "1"},
    },
    "parapheur:annotate": FOLDERS
    | {
        "at": lambda w: {"document_id": w.folder_document.pk},
        "sends": lambda w: {"page": 1, "x": 10, "y": 20, "text": "ملاحظة"},
    },
    "parapheur:settle": FOLDERS | {"at": lambda w: {"annotation_id": w.annotation.pk}},
    # Whoever signs from outside: the address is what lets them in, and the mailbox proved in this browser.
    "parapheur:guest_of_turn": ASKS_OUTSIDE
    | {"get": 200, "sends": lambda w: {"name": "كريم", "email": "k@atlas.example", "language": "ar"}},
    "parapheur:resend": ASKS_OUTSIDE,
    "parapheur:withdraw_guest": ASKS_OUTSIDE,
    "parapheur:show_outside": FOLDERS
    | {"at": lambda w: {"document_id": w.folder_document.pk}, "sends": lambda w: {"shown": "1"}},
    "parapheur:guest": Row(who=PUBLIC, at=lambda w: {"token": w.guest_token}),
    "parapheur:guest_code": GUEST | {"post": 302},
    "parapheur:guest_prove": GUEST | {"post": 422, "sends": lambda w: {"code": "000000"}},
    "parapheur:guest_sign": GUEST,
    "parapheur:guest_bring": GUEST,
    "parapheur:guest_refuse": GUEST,
    "parapheur:guest_again": GUEST | {"post": 302},
    "parapheur:guest_seen": GUEST
    | {"at": lambda w: {"token": w.guest_token, "document_id": w.guest_folder.documents.get().pk}},
    "parapheur:guest_document": Row(who=PUBLIC, get=302, at=lambda w: fetched(w)),
    "parapheur:guest_picture": Row(who=PUBLIC, at=lambda w: {**fetched(w), "number": 1, "width": 420}),
    "parapheur:sign": Row(who=SIGNED_IN, post=403),
    "parapheur:signing": FOLDER | {"at": lambda w: {"authorisation_id": w.authorisation.pk}},
    "drafting:drafts": Row(who=SIGNED_IN),
    "drafting:new": Row(
        who=SIGNED_IN, post=302, sends=begun, others={(STRANGER, "post"): 422, (ELSEWHERE, "post"): 422}
    ),
    "drafting:draft": WRITING,
    "drafting:save": WRITES | {"sends": lambda world: {"base": 2, "subject": "جواب", "body": "<p>نص آخر</p>"}},
    "drafting:preview": WRITING,
    "drafting:versions": WRITING,
    "drafting:restore": WRITES | {"sends": lambda world: {"number": 1, "base": 2}},
    "drafting:particulars": WRITING | {"post": 302, "sends": lambda world: ADDRESSED},
    "drafting:comment": WRITES | {"sends": lambda world: {"text": "ملاحظة"}},
    "drafting:settle": WRITES
    | {"at": lambda world: {"draft_id": world.draft_letter.pk, "comment_id": world.draft_comment.pk}},
    "drafting:opinions": WRITING
    | {"post": 302, "who": right("circulation.dispatch"), "sends": lambda world: {"units": [world.unit.pk]}},
    "drafting:annex": WRITES | {"sends": lambda world: one_file()},
    "drafting:drop_annex": WRITES
    | {"at": lambda world: {"draft_id": world.draft_letter.pk, "annex_id": world.draft_annex.pk}},
    "drafting:source": WRITES | {"sends": lambda world: one_file()},
    "drafting:write_here": WRITES,
    "drafting:propose": WRITES | {"who": right("drafting.sign"), "post": 422, "sends": lambda world: {"post": "0"}},
    "drafting:sign": WRITING | {"who": right("drafting.sign"), "post": 302, "sends": lambda world: {"version": 2}},
    "drafting:state": WRITING,
    "drafting:abandon": WRITES,
    "drafting:take_up": WRITES | {"post": 409},
    "drafting:templates": Row(who=KEEPS_TEMPLATES),
    "drafting:template_new": Row(
        who=KEEPS_TEMPLATES,
        post=302,
        sends=lambda world: A_TEMPLATE | {"unit": people.root(world.here).pk},
        others={(ELSEWHERE, "post"): 422},
    ),
    "drafting:template": Row(
        who=KEEPS_TEMPLATES, at=a_template, post=302, sends=lambda world: A_TEMPLATE | {"base": 1}
    ),
    "drafting:template_preview": Row(who=KEEPS_TEMPLATES, at=a_template),
    "drafting:template_retire": Row(who=KEEPS_TEMPLATES, at=a_template, get=None, post=302),
    "drafting:formulae": Row(who=KEEPS_TEMPLATES),
    "drafting:formula_new": Row(who=KEEPS_TEMPLATES, post=302, sends=lambda world: {"name_ar": "والي", "rank": 3}),
    "drafting:formula": Row(
        who=KEEPS_TEMPLATES, at=a_formula, post=302, sends=lambda world: {"name_ar": "والي", "rank": 3}
    ),
    "drafting:formula_retire": Row(who=KEEPS_TEMPLATES, at=a_formula, get=None, post=302),
    "delivery:queue": KEEPS_MAIL,
    "delivery:ready": KEEPS_MAIL,
    "delivery:send_many": KEEPS_MAIL
    | {"get": None, "post": 302, "sends": lambda w: {"id": w.outgoing.pk}, "others": {ELSEWHERE: 400}},
    "delivery:figures": KEEPS_MAIL,
    "delivery:send": SENDS
    | {
        "post": 302,
        "at": lambda w: {"letter_id": w.outgoing.pk},
        "sends": lambda w: {f"channel_{w.outgoing.parties.get(role='addressee').pk}": "administration"},
    },
    "delivery:sending": SENDS,
    "delivery:retry": ACTS_ON_SENDING | {"at": lambda w: {"sending_id": w.failed_sending.pk}},
    "delivery:withdraw": ACTS_ON_SENDING | {"sends": lambda w: {"reason": "خطأ في المرسل إليه"}},
    "delivery:bounced": ACTS_ON_SENDING
    | {"at": lambda w: {"sending_id": w.mailed.pk}, "sends": lambda w: {"reason": "550 unknown"}},
    "delivery:again": SENDS
    | {
        "post": 302,
        "at": lambda w: {"sending_id": w.failed_sending.pk},
        "sends": lambda w: {f"channel_{w.failed_sending.party_id}": "post"},
    },
    "delivery:slip": SENDS | {"at": lambda w: {"sending_id": w.posted.pk}},
    "delivery:evidence_ask": ACTS_ON_SENDING,
    "delivery:evidence": SENDS | {"get": 302},  # nobody said yet that they take it out
    "delivery:post": KEEPS_MAIL,
    "delivery:post_back": KEEPS_MAIL
    | {"get": None, "post": 422, "sends": lambda w: {"code": "D00000000000", "outcome": "delivered", "on": soon(-1)}},
    "delivery:post_hand": KEEPS_MAIL
    | {"get": None, "post": 302, "at": lambda w: {"office_id": w.posted.letter.office_id}},
    "delivery:post_list": KEEPS_MAIL | {"at": lambda w: {"batch_id": w.post_batch.pk}},
    "delivery:arrivals": KEEPS_MAIL,
    "delivery:arrival": KEEPS_MAIL | {"at": lambda w: {"arrival_id": w.arrival.pk}},
    "delivery:accept": ARRIVES,
    "delivery:refuse": ARRIVES | {"sends": lambda w: GIVES_BACK},
    "delivery:return": ARRIVES | {"at": lambda w: {"arrival_id": w.accepted_arrival.pk}, "sends": lambda w: GIVES_BACK},
    "delivery:arrival_evidence": ARRIVES | {"get": 200, "post": None},
    "delivery:link": Row(who=PUBLIC, at=lambda w: {"token": w.link_token}),
    "delivery:link_open": Row(who=PUBLIC, get=None, post=302, at=lambda w: {"token": w.link_token}),
    "delivery:link_piece": Row(  # only the browser that opened the letter fetches its pieces
        who=PUBLIC, get=None, post=404, at=lambda w: {"token": w.opened_token, "position": 1}
    ),
    "deposits:new": Row(who=PUBLIC, post=302, sends=lambda w: {"office": w.office.pk}),
    # The letter being written is the one this browser holds; here it holds none. See test_drafts.py.
    "deposits:draft_who": NO_DRAFT,
    "deposits:draft_letter": NO_DRAFT,
    "deposits:draft_review": NO_DRAFT,
    "deposits:draft_kept": NO_DRAFT,
    "deposits:draft_save": NO_DRAFT | {"get": None, "at": lambda w: {"step": "who"}},
    "deposits:draft_discard": NO_DRAFT | {"get": None, "post": 302},
    "deposits:draft_resume": Row(who=PUBLIC, get=302, at=lambda w: {"key": w.draft_key}),
    "deposits:mine": Row(who=SIGNED_IN),
    "deposits:follow": Row(who=PUBLIC),
    "deposits:followed": Row(who=PUBLIC, at=lambda w: {"reference": w.deposit.reference, "code": w.deposited.code}),
    "deposits:receipt": Row(  # sealed by a job, which does not run here
        who=PUBLIC, get=404, at=lambda w: {"reference": w.deposit.reference, "code": w.deposited.code}
    ),
    "deposits:complete": FOLLOWS | {"post": 422},  # no file is sent
    "deposits:write": FOLLOWS,
    "deposits:read": FOLLOWS,
    "deposits:claim": FOLLOWS
    | {"who": SIGNED_IN, "others": {(ELSEWHERE, "post"): 409, (HOLDER, "post"): 409}},  # the stranger had it first
    "deposits:queue": Row(who=right("deposits.process")),
    "deposits:reading": Row(who=right("deposits.process"), at=lambda w: {"deposit_id": w.deposit.pk}),
    "deposits:chosen": Row(
        who=right("deposits.process"),
        get=400,
        query="act=accept",  # nothing is chosen
    ),
    "deposits:start": Row(
        who=right("deposits.process"),
        get=None,
        post=302,
        sends=lambda w: {"act": "accept", "ids": str(w.deposit.pk)},
        others={ELSEWHERE: 400},  # none of the letters named is theirs, so nothing is chosen
    ),
    "deposits:compare": DECIDES | {"get": 200, "post": None, "at": two_letters},
    "deposits:mark_duplicate": DECIDES | {"at": two_letters},
    "deposits:unmark_duplicate": DECIDES | {"post": 409},  # it is no duplicate
    "search:search": Row(who=SIGNED_IN, query="q=طلب"),
    "search:export": Row(who=SIGNED_IN, get=None, post=302, sends=lambda w: {"query": "q=طلب"}),
    "search:saved": Row(who=SIGNED_IN),
    "search:keep": Row(who=SIGNED_IN, get=None, post=302, sends=lambda w: {"name": "بحث", "query": "q=طلب"}),
    "search:change": KEEPS_SEARCHES | {"sends": lambda w: {"name": "اسم آخر"}},
    "search:delete": KEEPS_SEARCHES,
    "deposits:figures": Row(who=right("deposits.process")),
    "deposits:figures_csv": Row(who=right("deposits.process")),
    "deposits:open": DECIDES | {"post": 204},
    "deposits:accept": DECIDES,
    "deposits:extend": DECIDES | {"sends": lambda w: {"days": 1, "reason": "خبرة"}, "post": 422},  # a plain letter
    "deposits:register": Row(who=right("deposits.process"), post=302, sends=paper, others={(ELSEWHERE, "post"): 422}),
    "deposits:depositors": Row(who=right("deposits.process")),
    "deposits:counted": DECIDES | {"get": 200, "post": None, "others": {STRANGER: 404}},
    "deposits:slip": DECIDES | {"get": 404, "post": None, "others": {STRANGER: 404}},  # the code is not kept
    "deposits:label": DECIDES | {"get": 200, "post": None, "others": {STRANGER: 404}},
    "deposits:rectify": KEEPS | {"at": lambda w: {"deposit_id": w.deposit.pk}, "sends": rectified},
    "deposits:annul": KEEPS
    | {"at": lambda w: {"deposit_id": w.deposit.pk}, "sends": lambda w: {"reason": "سجلت مرتين", "sure": "on"}},
    "deposits:return": DECIDES | {"sends": lambda w: {"reason": "وثيقة ناقصة"}},
    "deposits:request_pieces": DECIDES | {"sends": lambda w: {"other": "نسخة من البطاقة الوطنية"}},
    "deposits:message": DECIDES | {"sends": lambda w: {"text": "مرحبا"}},
    "deposits:answer": DECIDES | {"sends": lambda w: {"text": "تقرر قبول طلبكم", "accepting": "True"}},
    "deposits:forward": DECIDES
    | {
        "get": 200,
        "sends": lambda w: {"office": w.other_office.pk, "reason": "ليس من اختصاصنا"},
    },
    "api-1:api-root": Row(who=PUBLIC, get=404, post=404),
    "api-1:openapi-json": Row(who=PUBLIC, post=200),
    "api-1:openapi-view": Row(who=PUBLIC, post=200),
    "api-1:offices": Row(who=PUBLIC),
    "api-1:offered": Row(who=PUBLIC, get=409, query="office=NOWHERE"),
    "api-1:create": Row(who=PUBLIC, get=None, post=201, sends=lambda w: {**LETTER, "office": w.office.code}),
    "api-1:complete": Row(  # no piece is awaited
        who=PUBLIC,
        get=None,
        post=400,
        at=lambda w: {"reference": w.deposit.reference},
        sends=lambda w: {"code": w.deposited.code},
    ),
    "api-1:deposit": Row(who=PUBLIC, get=404, at=lambda w: {"reference": w.deposit.reference}, query="code=AAAA"),
    # --- core: organisations -----------------------------------------------------------------------------------------
    "organisations:directory": Row(who=PUBLIC),
    "organisations:unit": Row(who=PUBLIC, at=the_unit),
    "organisations:children": Row(who=PUBLIC, at=the_unit),
    "organisations:suggestions": ADMINISTERS | {"get": 200, "post": None},
    "organisations:people": ADMINISTERS | {"get": 200, "post": None},
    "organisations:add_unit": ADMINISTERS | {"sends": lambda w: {**NAMES, "kind": "service", "on": soon(1)}},
    "organisations:rename_unit": ADMINISTERS | {"sends": lambda w: {**NAMES, "on": soon(1)}},
    "organisations:move_unit": ADMINISTERS | {"sends": lambda w: {**beside(w), "on": soon(0)}},
    "organisations:merge_unit": ADMINISTERS | {"sends": beside},
    "organisations:abolish_unit": ADMINISTERS | {"sends": lambda w: {"unit": "", "on": soon(1)}},
    "organisations:add_post": ADMINISTERS | {"sends": lambda w: NAMES},
    "organisations:name_holder": FILLS,
    "organisations:set_interim": FILLS | {"sends": lambda w: {**seated(w), "reason": "عطلة"}},
    "organisations:delegate": FILLS | {"sends": lambda w: {**seated(w), "rights": ["deposits.process"]}},
    "organisations:grant_right": FILLS | {"sends": lambda w: {"right": "calendars.announce", "reach": "unit"}},
    "organisations:end_holding": ENDS | {"at": lambda w: {"pk": w.holding.pk}},
    "organisations:end_interim": ENDS | {"at": lambda w: {"pk": w.interim.pk}},
    "organisations:revoke_delegation": ENDS | {"at": lambda w: {"pk": w.delegation.pk}},
    "organisations:withdraw_right": ENDS | {"at": lambda w: {"pk": w.grant.pk}},
    # --- core: journal -----------------------------------------------------------------------------------------------
    "journal:home": OPERATES | {"who": right("journal.read"), "get": 200, "post": None},
    "journal:export": OPERATES | {"who": right("journal.read"), "get": 200, "post": None},
    "journal:checkpoints": Row(who=PUBLIC),
    # --- core: notifications, jobs, files ----------------------------------------------------------------------------
    "notifications:list": Row(who=SIGNED_IN),
    "notifications:count": Row(who=SIGNED_IN),
    "notifications:read_all": Row(who=SIGNED_IN, get=None, post=302),
    "notifications:preferences": Row(who=SIGNED_IN, post=302),
    "notifications:turn_on": Row(who=SIGNED_IN, get=None, post=302, sends=lambda w: w.browser),
    "notifications:forget_device": MINE | {"at": lambda w: {"device_id": w.device.pk}},
    "notifications:worker": Row(who=PUBLIC),
    "notifications:open": MINE,
    "notifications:read": MINE,
    "backups:home": OPERATES | {"get": 200, "post": None},
    "backups:prove": OPERATES,
    "facts:list": OPERATES | {"get": 200, "post": None},
    "facts:retry_all": OPERATES,
    "facts:retry": OPERATES | {"post": 409, "at": lambda w: {"job_id": 1}},  # there is no such job
    "facts:cancel": OPERATES | {"post": 409, "at": lambda w: {"job_id": 1}},
    "files:uploads": Row(
        who=PUBLIC,
        get=None,
        post=201,
        headers={"Upload-Length": "9", "Upload-Metadata": "filename YS50eHQ="},
    ),
    # PATCH and DELETE carry no key: the offset, and that it is gone, make them harmless when sent twice.
    "files:upload": Row(who=PUBLIC, at=lambda w: {"token": w.upload.token}, also=("patch", "delete")),
    "files:fetch": Row(who=PUBLIC, at=lambda w: {"token": w.file_token, "name": "a.txt"}),  # the link is the right
    # --- correspondence: exchange -------------------------------------------------------------------------------------
    "exchange:directory": Row(who=PUBLIC, get=404),  # not published yet
    "exchange:message": MESSAGE | {"also": ("put",)},
    "exchange:file": MESSAGE | {"also": ("put",), "at": lambda w: {"message_id": UUID(int=1), "sha256": "0" * 64}},
    "exchange:commit": MESSAGE | {"post": 401},
    "exchange:push": Row(who=PUBLIC, get=None, post=401),
    "exchange:balance": Row(who=PUBLIC, get=None, post=401),
    "exchange:peers": PEERS | {"get": 200, "post": None},
    "exchange:propose": PEERS
    | {"get": 200, "sends": lambda w: {"name": "وزارة", "address": "https://courrier.example"}},
    "exchange:peer": PEER | {"get": 200, "post": None},
    "exchange:trust": PEER | {"sends": lambda w: {"fingerprint": w.instance.fingerprint}},
    "exchange:suspend": PEER | {"post": 409, "sends": lambda w: {"reason": "تحقيق"}},  # not trusted yet
    "exchange:forget": PEER,
    "exchange:again": PEER,
    "exchange:bodies": Row(who=right("letters.register"), query="q=وزارة"),
    # --- core: batches -----------------------------------------------------------------------------------------------
    "batches:list": Row(who=SIGNED_IN),
    "batches:batch": WORK | {"get": 200, "post": None},
    "batches:result": WORK | {"get": 200, "post": None},
    "batches:stop": WORK,
    "batches:again": WORK | {"post": 409},  # it runs still
    # --- core: calendars ---------------------------------------------------------------------------------------------
    "calendars:home": Row(who=PUBLIC, get=302),
    "calendars:now": Row(who=PUBLIC, get=302, at=lambda w: COUNTRY),
    "calendars:year": Row(who=PUBLIC, at=lambda w: {**COUNTRY, "year": 2026}),
    "calendars:ics": Row(who=PUBLIC, at=lambda w: {**COUNTRY, "year": 2026}),
    "calendars:announce": Row(
        who=right("calendars.announce"),
        get=None,
        post=302,
        at=lambda w: COUNTRY,
        sends=lambda w: {
            "kind": "holiday",
            "day": soon(),
            "name_ar": "عطلة",
            "name_fr": "Jour chômé",
            "name_en": "Day off",
            "source": "بلاغ رسمي",
            "checked": "on",
        },
        others={ELSEWHERE: 302, HOLDER: 409},  # a country's calendar is everybody's: it was just announced
    ),
    "calendars:withdraw": Row(
        who=right("calendars.announce"),
        get=None,
        post=302,
        at=lambda w: {"announcement_id": w.announcement.pk},
        sends=lambda w: {"reason": "خطأ في التاريخ", "checked": "on"},
        others={ELSEWHERE: 302, HOLDER: 409},
    ),
    # --- correspondence: letters -----------------------------------------------------------------------------------
    "letters:letters": Row(who=SIGNED_IN),
    "letters:export": Row(who=SIGNED_IN, get=None, post=302, sends=lambda w: {"query": "", "format": "csv"}),
    "letters:register": Row(
        who=right("letters.register"), post=302, sends=registering, others={(ELSEWHERE, "post"): 422}
    ),
    "letters:known": Row(who=right("letters.register"), others={STRANGER: 200}),
    "letters:same": Row(who=right("letters.register")),
    "letters:letter": READS,
    "letters:read": READS | {"get": None, "post": 204},
    "letters:take": READS
    | {"get": None, "post": 302, "at": lambda w: {"letter_id": w.letter.pk, "file_id": w.letter_file.pk}},
    "letters:signatures": SIGNED,
    "letters:signatures_picture": SIGNED | {"query": "signature=0&page=1&side=now"},
    "letters:signatures_report": SIGNED | {"query": "form=xml"},
    "letters:readings": READS,
    "letters:export_readings": READS | {"get": None, "post": 302},
    "letters:reopen": ON_LETTER
    | {"at": lambda w: {"letter_id": w.closed_letter.pk}, "sends": lambda w: {"reason": "طلب جديد"}},
    "letters:return": ON_LETTER | {"sends": lambda w: {"reason": "ليست من اختصاصنا"}},
    "letters:level": ON_LETTER | {"sends": lambda w: {"level": "restricted"}},
    "letters:class": ON_LETTER | {"sends": lambda w: {"plan_class": w.plan_class.pk}},
    "letters:file": ON_LETTER | {"sends": lambda w: {"dossier": ""}},
    "letters:due": ON_LETTER | {"sends": lambda w: {"due_on": soon(), "due_kind": "internal", "reason": "طلب"}},
    "letters:link": ON_LETTER | {"sends": lambda w: {"kind": "answers", "reference": w.letter_link.other.reference}},
    "letters:unlink": ON_LETTER
    | {"get": None, "at": lambda w: {"letter_id": w.letter.pk, "link_id": w.letter_link.pk}},
    "letters:rectify": CORRECTS_LETTER | {"sends": rectified_letter},
    "letters:annul": CORRECTS_LETTER | {"sends": lambda w: {"reason": "سجلت مرتين", "sure": "on"}},
    "letters:plan": Row(who=SIGNED_IN),
    "letters:plan_add": Row(
        who=right("letters.plan"), post=302, sends=lambda w: {"code": "09", "name_ar": "متفرقات", "under": ""}
    ),
    "letters:plan_import": Row(who=right("letters.plan"), post=302, sends=lambda w: {"sheet": plan_sheet()}),
    "letters:plan_class": IN_PLAN | {"sends": lambda w: {"code": "04", "name_ar": "الميزانية"}},
    "letters:plan_move": IN_PLAN | {"get": None, "sends": lambda w: {"under": ""}, "others": {STRANGER: 403}},
    "letters:plan_close": IN_PLAN | {"get": None, "others": {STRANGER: 403}},
    "letters:plan_reopen": IN_PLAN | {"get": None, "others": {STRANGER: 403}},
    "letters:dossiers": Row(who=SIGNED_IN),
    "letters:dossier_open": Row(
        who=right("letters.plan"),
        post=302,
        sends=lambda w: {
            "title": "ملف",
            "level": "ordinary",
            "unit": people.root(w.here).pk,
            "plan_class": w.plan_class.pk,
        },
        others={(ELSEWHERE, "post"): 422},
    ),
    "letters:dossier": IN_FILE | {"post": None, "get": 200},
    "letters:dossier_change": IN_FILE | {"sends": lambda w: {"title": "عنوان آخر", "level": "ordinary"}},
    "letters:dossier_close": IN_FILE,
    "letters:dossier_reopen": IN_FILE | {"at": lambda w: {"dossier_id": w.closed_dossier.pk}},
    "letters:dossier_put": IN_FILE
    | {
        "who": right("letters.plan", "letters.register"),
        "sends": lambda w: {"reference": w.letter.reference},
        "others": {STRANGER: 422},
    },
    "letters:dossier_take": IN_FILE
    | {
        "who": right("letters.plan", "letters.register"),
        "at": lambda w: {"dossier_id": w.dossier.pk, "letter_id": w.letter.pk},
        "others": {STRANGER: 404},
    },
    "letters:dossier_cover": IN_FILE | {"post": None, "get": 200},
    # --- engines: registers ------------------------------------------------------------------------------------------
    # --- engines: circuits --------------------------------------------------------------------------------------------
    "circuits:home": DRAWS,
    "circuits:new": DRAWS
    | {
        "post": 302,
        "sends": lambda w: {"type": w.document_type.pk, "name_ar": "مسار جديد", "rank": 5},
        "others": {(ELSEWHERE, "post"): 422},
    },
    "circuits:circuit": DRAWS
    | {
        "at": lambda w: {"circuit_id": w.circuit_draft.circuit_id},
        "post": 302,
        "sends": lambda w: {"name_ar": "مسار", "rank": "7", "when-rows": "0"},
    },
    "circuits:draft": DRAWS | {"at": lambda w: {"circuit_id": w.circuit_draft.circuit_id}, "get": None, "post": 302},
    "circuits:retire": DRAWS | {"at": lambda w: {"circuit_id": w.circuit_draft.circuit_id}, "get": None, "post": 302},
    "circuits:condition": DRAWS | {"at": lambda w: {"circuit_id": w.circuit_draft.circuit_id}, "query": "row=1"},
    "circuits:posts": DRAWS,
    "circuits:version": DRAFT,
    "circuits:change": DRAFT | {"get": None, "post": 302, "sends": lambda w: {"act": "add", "step": "s1", "base": "0"}},
    "circuits:step": DRAFT | {"get": None, "post": 302, "sends": lambda w: STEP_SAID},
    "circuits:copy": DRAFT
    | {"post": 302, "sends": lambda w: {"type": w.document_type.pk, "name_ar": "نسخة", "rank": 5}},
    "circuits:discard": DRAFT | {"get": None, "post": 302},
    "circuits:activate": DRAFT | {"post": 302, "sends": lambda w: {"base": "0"}},
    "circuits:differences": DRAFT,
    "circuits:simulate": DRAFT,
    "circuits:types": DRAWS,
    "circuits:new_type": DRAWS
    | {"post": 302, "sends": lambda w: {"code": "note", "name_ar": "مذكرة", "level": "simple", "field-rows": "0"}},
    "circuits:type": DRAWS
    | {
        "at": lambda w: {"type_id": w.document_type.pk},
        "post": 302,
        "sends": lambda w: {"name_ar": "عقد", "level": "advanced", "field-rows": "0"},
    },
    "circuits:retire_type": DRAWS | {"at": lambda w: {"type_id": w.document_type.pk}, "get": None, "post": 302},
    "circuits:ceilings": DRAWS
    | {
        "post": 302,
        "sends": lambda w: {"post": w.post.pk, "type": w.document_type.pk, "up_to": "5000"},
        "others": {(ELSEWHERE, "post"): 422},
    },
    "circuits:remove_ceiling": DRAWS | {"at": lambda w: {"ceiling_id": w.ceiling.pk}, "get": None, "post": 302},
    "circuits:mandates": Row(who=SIGNED_IN),
    "circuits:give": Row(
        who=SIGNED_IN, post=302, sends=given_away, others={(STRANGER, "post"): 422, (ELSEWHERE, "post"): 422}
    ),
    "circuits:people": Row(who=SIGNED_IN),
    "circuits:mandate": MANDATE,
    "circuits:hand_on": MANDATE
    | {
        "at": lambda w: {"mandate_id": w.onward_mandate.pk},
        "post": 302,
        "sends": lambda w: lent(w) | {"post": w.onward_mandate.post_id, "person": w.third.email},
    },
    "circuits:sign": MANDATE | {"get": None, "post": 302},
    "circuits:revoke": MANDATE | {"get": None, "post": 302, "sends": lambda w: {"reason": "عودة"}},
    "circuits:act": MANDATE | {"get": 302},
    "registers:books": Row(who=right("registers.correct")),
    "registers:book": KEEPS | {"post": None, "at": lambda w: {"book_id": w.book.pk}},
    "registers:entry": KEEPS | {"post": None, "at": lambda w: {"entry_id": w.deposit.entry_id}},
    "registers:print": KEEPS | {"get": None, "at": lambda w: {"book_id": w.book.pk}},
    "registers:printing": KEEPS | {"post": None, "at": lambda w: {"printing_id": w.printing.pk}},
    "registers:stop": KEEPS | {"get": None, "at": lambda w: {"printing_id": w.printing.pk}},
    "registers:reserve": Row(
        who=right("registers.correct"), post=302, sends=reserving, others={(ELSEWHERE, "post"): 422}
    ),
    "registers:release": KEEPS
    | {"at": lambda w: {"reservation_id": w.reservation.pk}, "sends": lambda w: {"reason": "لم تستعمل"}},
    "registers:close": KEEPS
    | {"post": 409, "at": lambda w: {"book_id": w.book.pk}, "sends": lambda w: {"sure": "on"}},  # its year is not over
    "registers:proof": Row(who=PUBLIC, get=404, at=lambda w: {"prefix": "MEN-2026", "first": 1, "last": 9}),
    # --- engines -----------------------------------------------------------------------------------------------------
    "signing:ocsp": Row(
        who=PUBLIC, get=200, post=200, sends=lambda w: b"not a request", content_type="application/ocsp-request"
    ),
    "signing:ocsp_get": Row(who=PUBLIC, at=lambda w: {"request_text": "bm90"}, also=("post",), post=415),
    "signing:revocation_list": Row(who=PUBLIC, get=404, at=lambda w: {"name": "issuing-none"}),
    "signing:authority_certificate": Row(who=PUBLIC, get=404, at=lambda w: {"name": "issuing-none"}),
    "signing:keys": Row(who=SIGNED_IN),
    "signing:ask_certificate": Row(who=SIGNED_IN, post=302, sends=lambda w: {"level": "simple"}),
    "signing:import_file": Row(who=SIGNED_IN, post=422, sends=lambda w: {}),
    "signing:module_keys": Row(who=SIGNED_IN, post=404, sends=lambda w: {"key": "hsm/01"}),
    "signing:agent": Row(who=SIGNED_IN),
    "signing:agent_program": Row(who=SIGNED_IN),
    "signing:take_agent_key": Row(who=SIGNED_IN, get=None, post=422),
    "signing:relay": Row(who=SIGNED_IN, post=422),
    "signing:remote": Row(who=SIGNED_IN, get=404, post=404, at=lambda w: {"service": "none"}),
    "signing:remote_back": Row(who=SIGNED_IN, get=404, post=404, at=lambda w: {"service": "none"}),
    "signing:remote_confirm": Row(who=SIGNED_IN, get=404, at=lambda w: {"key_id": 0}),
    "signing:look": Row(who=SIGNED_IN, post=422),
    "signing:drop_look": Row(who=SIGNED_IN, get=None, post=302),
    "signing:look_image": Row(who=SIGNED_IN, get=404),
    "signing:put_away": MY_KEY,
    "signing:revoke_mine": MY_KEY | {"sends": lambda w: {"reason": "superseded"}},
    "signing:renew": MY_KEY | {"get": 200, "at": lambda w: {"key_id": w.old_signing_key.pk}},
    "signing:certificates": Row(who=right("signing.keep")),
    "signing:lasting": Row(who=right("signing.keep")),
    "signing:export_certificates": Row(who=right("signing.keep")),
    "signing:certificate": CERTIFICATE,
    "signing:revoke": CERTIFICATE | {"get": None, "post": 302, "sends": lambda w: {"reason": "superseded"}},
    "signing:time_stamp": Row(
        who=PUBLIC, get=None, post=200, sends=lambda w: b"not a request", content_type="application/timestamp-query"
    ),
    # --- core: accounts ----------------------------------------------------------------------------------------------
    "accounts:ended": Row(who=PUBLIC),
    "accounts:invitation": Row(
        who=PUBLIC,
        post=302,
        at=lambda w: {"token": w.invitation_token},
        sends=lambda w: {"new_password1": SECRET, "new_password2": SECRET},
        others={  # it opens once
            (STRANGER, "post"): 410,
            (ELSEWHERE, "post"): 410,
            (HOLDER, "post"): 410,
        },
    ),
    "accounts:invitation_opened": Row(who=PUBLIC, get=None, post=204, at=lambda w: {"token": w.invitation_token}),
    "accounts:join": Row(
        who=PUBLIC, post=422, sends=lambda w: {"email": "somebody@mail.example", "language": "ar", "website": "x"}
    ),
    "accounts:join_sent": Row(who=PUBLIC),
    "accounts:join_with": Row(
        who=PUBLIC,
        post=302,
        at=lambda w: {"token": w.joining_token},
        sends=lambda w: {
            "name_ar": "مرتفق",
            "new_password1": SECRET,
            "new_password2": SECRET,
        },
        others={(person, "post"): 410 for person in (STRANGER, ELSEWHERE, HOLDER)},  # it opens once
    ),
    "accounts:security": Row(who=SIGNED_IN, get=302),
    "accounts:second_factor": Row(who=SIGNED_IN),
    "accounts:kept": Row(who=SIGNED_IN),
    "accounts:drop_kept": Row(who=SIGNED_IN, get=None, post=302),
    "accounts:end_my_sessions": Row(who=SIGNED_IN, get=None, post=302),
    "accounts:people": Row(who=right("accounts.administer")),
    "accounts:open_account": Row(
        who=right("accounts.administer"),
        post=302,
        sends=lambda w: {
            "email": "new@men.example",
            "name_ar": "حساب جديد",
            "name_latin": "New Account",
            "language": "ar",
            "administration": w.here.pk,
        },
        others={(ELSEWHERE, "post"): 422},  # the choice holds their own administration only
    ),
    "accounts:person": COLLEAGUE,
    "accounts:disable_account": COLLEAGUE | {"get": None, "post": 302, "sends": lambda w: {"reason": "هاتف ضائع"}},
    "accounts:enable_account": COLLEAGUE | {"get": None, "post": 302},
    "accounts:end_sessions": COLLEAGUE | {"get": None, "post": 302},
    "account_login": SIGNED_OUT,
    "account_logout": Row(who=PUBLIC, post=302, others={(ANONYMOUS, "get"): 302}),
    "account_inactive": Row(who=PUBLIC, post=None),
    "account_reauthenticate": Row(who=SIGNED_IN, post=200),
    "account_change_password": Row(who=SIGNED_IN, post=200),
    "account_reset_password": Row(who=PUBLIC, post=200),
    "account_reset_password_done": Row(who=PUBLIC),
    "account_reset_password_from_key": Row(who=PUBLIC, post=200, at=lambda w: {"uidb36": "1", "key": "wrong-key"}),
    "account_reset_password_from_key_done": Row(who=PUBLIC),
    "account_signup": Row(who=PUBLIC, get=404, post=404),
    "account_email": Row(who=PUBLIC, get=404, post=404),
    "account_set_password": Row(who=PUBLIC, get=404, post=404),
    "mfa_index": Row(who=SIGNED_IN),
    "mfa_authenticate": Row(who=PUBLIC, get=302, post=302),
    "mfa_reauthenticate": RECENTLY,
    "mfa_activate_totp": RECENTLY,
    "mfa_deactivate_totp": NONE_YET,
    "mfa_view_recovery_codes": Row(who=SIGNED_IN, post=404),
    "mfa_generate_recovery_codes": RECENTLY,
    "mfa_download_recovery_codes": Row(who=PUBLIC, get=404, post=404),
    "mfa_list_webauthn": Row(who=SIGNED_IN),
    "mfa_add_webauthn": RECENTLY,
    "mfa_login_webauthn": Row(who=PUBLIC, get=302, post=302),
    "mfa_reauthenticate_webauthn": RECENTLY,
    "mfa_edit_webauthn": Row(who=SIGNED_IN, get=302, post=302, at=lambda w: {"pk": 1}),
    "mfa_remove_webauthn": Row(who=SIGNED_IN, get=302, post=302, at=lambda w: {"pk": 1}),
    "usersessions_list": Row(who=SIGNED_IN, post=302),
    **rows.ROWS,
}
