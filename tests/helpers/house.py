"""A small world in which every address can be asked by everyone: two administrations, and four who ask."""

from __future__ import annotations

import functools
import io
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from diwan.core.organisations.operations import posts
from tests.core import people
from tests.helpers.house_archives import Archives
from tests.helpers.house_circuits import Circuits
from tests.helpers.house_parapheur import Parapheur
from tests.helpers.house_signatures import Signatures
from tests.helpers.house_signing import Signing
from tests.helpers.telework.world import Telework

if TYPE_CHECKING:
    from diwan.core.accounts.models import User

ANONYMOUS, STRANGER, ELSEWHERE, HOLDER = "anonymous", "stranger", "elsewhere", "holder"
# The holder comes last: what he does may change what the others see.
EVERYONE = (ANONYMOUS, STRANGER, ELSEWHERE, HOLDER)

WORKBOOK = "code,kind,name_ar\nSG,service,الكتابة العامة\n".encode()

ROOT = """-----BEGIN CERTIFICATE-----
MIIBRzCB7qADAgECAgEBMAoGCCqGSM49BAMCMCIxIDAeBgNVBAMMF0Rpd2FuIHJv
b3Qgb2YgdGhlIHRlc3RzMCAXDTIwMDEwMTAwMDAwMFoYDzIwNjAwMTAxMDAwMDAw
WjAiMSAwHgYDVQQDDBdEaXdhbiByb290IG9mIHRoZSB0ZXN0czBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABB8au1ajncqtAspf+q3vPlZ2t7/aMnzKJngvSpVsHrP0
Yym8HtNYdHGjHMQcB6lD1AomxKs29UruFoBl7+ceJoejEzARMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgaXwPLS8wwyCkUuz2vQRrwqC+5VjavF4T
9gk7I0uC1uMCIQDnVGGuH51SBOBsWSy4Yj3KZ9XHHKR4RMNUdzj2LoRyTw==
-----END CERTIFICATE-----
"""  # of an instance that exists nowhere; nobody has its key


@dataclass
class World(Archives, Circuits, Parapheur, Signatures, Signing, Telework):
    """Made anew for each test. `rights` are held by the holder here, and by another over the administration there."""

    rights: tuple[str, ...] = ()
    reach: str = "administration"
    users: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.here = people.administration("MEN")
        self.there = people.administration("MEF", arabic="وزارة الاقتصاد والمالية")
        for person, tenant, reach in (
            (STRANGER, self.here, ""),
            (ELSEWHERE, self.there, "administration"),
            (HOLDER, self.here, self.reach),
        ):
            user = people.person(f"The {person}", administration=tenant)
            people.seat(
                user, people.post(people.root(tenant), rights=dict.fromkeys(self.rights, reach) if reach else {})
            )
            self.users[person] = user

    def client(self, person: str) -> Client:
        """A browser in which this person has signed in."""
        browser = Client(raise_request_exception=True)
        if person in self.users:
            browser.force_login(self.users[person], backend=settings.AUTHENTICATION_BACKENDS[0])
        return browser

    @staticmethod
    def key() -> dict[str, str]:
        return {"idempotency_key": str(uuid.uuid4())}

    def actor(self, person: str) -> Any:
        from diwan.core.organisations.api import actor_for

        return actor_for(self.users[person].pk, timezone.now())

    # --- things of the holder's administration, made when a row of the table asks for them ----------------------------

    @functools.cached_property
    def announcement(self) -> Any:
        """A day off announced by an authority of Morocco."""
        from diwan.core.calendars.enums import Kind
        from diwan.core.calendars.operations import announce_holiday
        from diwan.core.calendars.profile import Names

        names = Names(ar="يوم عطلة", fr="jour chômé", en="day off")
        day = (timezone.now() + timedelta(days=30)).date()
        said = {"kind": Kind.HOLIDAY, "day": day, "names": names, "source": "بلاغ"}
        return announce_holiday(actor=self.actor(HOLDER), country="MA", now=timezone.now(), **said)

    # organisations: a directorate beside the holder's own, a post in it, and what hangs on the post

    @functools.cached_property
    def unit(self) -> Any:
        return people.unit(people.root(self.here))

    @functools.cached_property
    def other_unit(self) -> Any:
        return people.unit(people.root(self.here), "مديرية أخرى", code="OTHER")

    @functools.cached_property
    def post(self) -> Any:
        return people.post(self.unit, "رئيس مصلحة", rights={"deposits.process": "unit"})

    @functools.cached_property
    def holding(self) -> Any:
        return people.seat(people.person("Said Idrissi", "سعيد الإدريسي", administration=self.here), self.post)

    @functools.cached_property
    def interim(self) -> Any:
        return posts.set_interim(**self._lent(), reason="عطلة")

    @functools.cached_property
    def delegation(self) -> Any:
        return posts.delegate(**self._lent(), rights=["deposits.process"], limit_id=None)

    def _lent(self) -> dict[str, Any]:
        now = timezone.now()
        span = {"starts_at": now, "ends_at": now + timedelta(days=9), "now": now}
        return {"actor": people.SYSTEM, "post_id": self.post.pk, "person_id": self.stand_in.pk, **span}

    @functools.cached_property
    def stand_in(self) -> User:
        return people.person("Hind Tazi", "هند التازي", administration=self.here)

    @functools.cached_property
    def grant(self) -> Any:
        return self.post.grant_set.get()

    @functools.cached_property
    def instance(self) -> Any:
        """Another instance that was proposed and said who it is."""
        from diwan.correspondence.exchange import api as exchange
        from diwan.correspondence.exchange.operations.peers import introduce

        said = {"name": "منظومة أخرى", "address": "https://autre.example"}
        row = exchange.propose(actor=people.SYSTEM, now=timezone.now(), **said)
        return introduce(
            instance_id=row.pk, realm="autre.example", root=ROOT, fingerprint="ab" * 32, now=timezone.now()
        )

    # correspondence: a registry office of the holder's ministry and a letter handed in there

    @functools.cached_property
    def office(self) -> Any:
        from diwan.core.organisations import api as organisations

        return organisations.open_registry_office(
            actor=people.SYSTEM,
            unit_id=people.root(self.here).pk,
            code="MEN",
            names=people.Names("مكتب الضبط", "Bureau d’ordre"),
            on=people.FOUNDED,
            now=people.NOW,
            accepts_public=True,
        )

    @functools.cached_property
    def second_office(self) -> Any:
        """Another registry office of the holder's ministry."""
        from tests.helpers import world

        return world.office(self.other_unit, "MEN-2")

    @functools.cached_property
    def other_office(self) -> Any:
        """The registry office of the other ministry."""
        from diwan.core.organisations import api as organisations

        return organisations.open_registry_office(
            actor=people.SYSTEM,
            unit_id=people.root(self.there).pk,
            code="MEF",
            names=people.Names("مكتب الضبط", "Bureau d’ordre"),
            on=people.FOUNDED,
            now=people.NOW,
            accepts_public=True,
        )

    @functools.cached_property
    def deposited(self) -> Any:
        """What the depositor was answered: the deposit, and the code that opens it."""
        from diwan.core.organisations.api import ANONYMOUS
        from diwan.correspondence.deposits import api as deposits

        return deposits.deposit(
            actor=ANONYMOUS,
            office_id=self.office.pk,
            applicant=deposits.Applicant(name="فاطمة الزهراء العلوي"),
            letter=deposits.Letter(subject="طلب شهادة العمل"),
            now=timezone.now(),
        )

    @functools.cached_property
    def procedure(self) -> Any:
        """A version of a procedure of the holder's ministry, in force."""
        from diwan.correspondence.procedures import api as procedures

        return procedures.offer(
            actor=people.SYSTEM,
            administration_id=self.here.pk,
            code="certificate",
            terms=procedures.Terms(names=people.Names("شهادة العمل", "Attestation de travail"), days=15),
            starts_on=timezone.localdate(),
            now=timezone.now(),
        )

    @property
    def deposit(self) -> Any:
        return self.deposited.deposit

    # letters: one that came in with a piece, linked to another; a class of the plan and a file by subject

    @functools.cached_property
    def letter(self) -> Any:
        from diwan.correspondence.letters import api as letters

        file = files_stored("letter.txt")
        return letters.register(
            actor=people.SYSTEM,
            office_id=self.office.pk,
            kind=letters.Kind.INCOMING,
            letter=letters.NewLetter(
                subject="طلب معطيات",
                parties=(letters.Correspondent(name="المندوبية السامية للتخطيط"),),
                dossier=self.dossier.pk,
                plan_class=self.plan_class.pk,
            ),
            pieces=[file.pk],
            now=timezone.now(),
        )

    @property
    def letter_file(self) -> Any:
        return self.letter.pieces.get().file

    @functools.cached_property
    def closed_letter(self) -> Any:
        from diwan.correspondence.letters import api as letters

        return letters.close(actor=people.SYSTEM, letter_id=self.letter.pk, now=timezone.now())

    @functools.cached_property
    def letter_link(self) -> Any:
        from diwan.correspondence.letters import api as letters
        from tests.helpers.letters import incoming_at

        other = incoming_at(self.office.pk)
        letters.link(letter=self.letter, other_id=other.pk, kind=letters.LinkKind.CONCERNS, now=timezone.now())
        return self.letter.links.get()

    @functools.cached_property
    def plan_class(self) -> Any:
        from diwan.correspondence.letters import api as letters

        new = letters.NewClass(code="03", names=people.Names("الموارد البشرية"))
        said = {"administration_id": self.here.pk, "classes": [new], "now": timezone.now()}
        return letters.add_classes(actor=people.SYSTEM, **said)[0]

    @functools.cached_property
    def dossier(self) -> Any:
        from diwan.correspondence.letters import api as letters

        root = people.root(self.here)
        said = {"unit_id": root.pk, "plan_class_id": self.plan_class.pk, "title": "الحركة", "now": timezone.now()}
        return letters.open_dossier(actor=people.SYSTEM, **said)

    @functools.cached_property
    def closed_dossier(self) -> Any:
        from diwan.correspondence.letters import api as letters

        return letters.close_dossier(actor=people.SYSTEM, dossier_id=self.dossier.pk, now=timezone.now())

    # circulation: an incoming letter, asked of the holder and of the post below, answered there, with a note beside it

    @functools.cached_property
    def given_letter(self) -> Any:
        from diwan.correspondence.letters import api as letters

        said = letters.NewLetter(
            subject="طلب معطيات حول الخصاص", parties=(letters.Correspondent(name="المندوبية السامية للتخطيط"),)
        )
        about = {"office_id": self.office.pk, "kind": letters.Kind.INCOMING, "letter": said}
        return letters.register(actor=people.SYSTEM, now=timezone.now(), **about)

    def asked(self, unit: Any, post: Any, **changes: Any) -> Any:
        """One instruction on that letter, given by the system itself."""
        from diwan.correspondence.circulation import api as circulation

        one = circulation.Asked(unit=unit.pk, post=post.pk, verb=circulation.Verb.PREPARE, **changes)
        about = {"letter_id": self.given_letter.pk, "asked": [one], "now": timezone.now()}
        return circulation.give(actor=people.SYSTEM, **about).instructions.get()

    @functools.cached_property
    def instruction(self) -> Any:
        """Asked of the holder's own post."""
        return self.asked(people.root(self.here), self.users[HOLDER].holding_set.order_by("pk").first().post)

    @functools.cached_property
    def instruction_below(self) -> Any:
        """Asked of a post of a unit below."""
        return self.asked(self.unit, self.post)

    @functools.cached_property
    def answered(self) -> Any:
        """Asked below, and answered there."""
        from diwan.core.organisations import api as organisations
        from diwan.correspondence.circulation import api as circulation

        row, now = self.instruction_below, timezone.now()
        actor = organisations.actor_for(self.holding.person_id, now)
        return circulation.answer(actor=actor, instruction_id=row.pk, text="تم", now=now)

    @functools.cached_property
    def note(self) -> Any:
        """Written by the holder beside that letter."""
        from diwan.correspondence.circulation import api as circulation

        said = {"letter_id": self.given_letter.pk, "text": "للتذكير", "now": timezone.now()}
        return circulation.write_note(actor=self.actor(HOLDER), **said)

    @functools.cached_property
    def distribution_list(self) -> Any:
        from diwan.correspondence.circulation import api as circulation

        one = circulation.Asked(unit=self.unit.pk, verb=circulation.Verb.INFORM)
        said = {"administration_id": self.here.pk, "unit_id": None, "name": "كل المديريات", "asked": [one]}
        return circulation.keep_list(actor=people.SYSTEM, now=timezone.now(), **said)

    @functools.cached_property
    def routing_rule(self) -> Any:
        """A rule that was tried, at rest."""
        from diwan.correspondence.circulation import api as circulation

        said = circulation.Condition(name="الخصاص", unit=self.unit.pk, verb="handle", words="الخصاص")
        about = {"administration_id": self.here.pk, "condition": said, "now": timezone.now()}
        row = circulation.keep_rule(actor=people.SYSTEM, **about)
        return circulation.try_rule(actor=people.SYSTEM, rule_id=row.pk, now=timezone.now())

    # drafting: a letter that the holder writes, with what hangs on it, a template and a formula of the ministry

    @functools.cached_property
    def draft_letter(self) -> Any:
        from diwan.correspondence.drafting import api as drafting
        from diwan.correspondence.letters import api as letters

        assert self.office
        actor = self.actor(HOLDER)
        addressee = letters.Correspondent(name="المندوبية السامية", role=letters.PartyRole.ADDRESSEE)
        said = {"kind": letters.Kind.OUTGOING, "subject": "جواب", "addressees": (addressee,)}
        post_id, now = actor.seats[0].post_id, timezone.now()
        draft = drafting.begin(actor=actor, post_id=post_id, beginning=drafting.Beginning(**said), now=now)
        drafting.keep(actor=actor, draft_id=draft.pk, base=1, subject="جواب", body="<p>نص</p>", now=now)
        draft.refresh_from_db()
        return draft

    @functools.cached_property
    def draft_comment(self) -> Any:
        from diwan.correspondence.drafting import api as drafting

        said = {"draft_id": self.draft_letter.pk, "text": "ملاحظة"}
        return drafting.comment(actor=self.actor(HOLDER), now=timezone.now(), **said)

    @functools.cached_property
    def draft_annex(self) -> Any:
        from diwan.core.files import api as files
        from diwan.correspondence.drafting import api as drafting

        file = files.store(io.BytesIO(b"plain words"), name="a.txt", now=timezone.now())
        about = {"draft_id": self.draft_letter.pk, "file_ids": [file.pk]}
        drafting.add_annexes(actor=self.actor(HOLDER), now=timezone.now(), **about)
        return self.draft_letter.annexes.get()

    @functools.cached_property
    def template(self) -> Any:
        from diwan.correspondence.drafting import api as drafting
        from diwan.correspondence.letters import api as letters

        assert self.office
        said = {"unit_id": people.root(self.here).pk, "kind": letters.Kind.OUTGOING, "names": people.Names("جواب")}
        content = drafting.Content(subject="جواب", body="<p>عدد {their_reference}</p>")
        return drafting.offer(actor=self.actor(HOLDER), content=content, now=timezone.now(), **said)

    @functools.cached_property
    def formula(self) -> Any:
        from diwan.correspondence.drafting import api as drafting

        said = {"root_id": people.root(self.here).pk, "rank": 1, "names": people.Names("وزير")}
        phrases = drafting.Phrases(address_ar="إلى السيد الوزير")
        return drafting.keep_formula(actor=self.actor(HOLDER), phrases=phrases, now=timezone.now(), **said)

    # registers: the book of that letter, numbers reserved in it, and pages asked for

    @property
    def book(self) -> Any:
        return self.deposit.entry.book

    @functools.cached_property
    def reservation(self) -> Any:
        from diwan.engines.registers import api as registers

        now = timezone.now()
        return registers.reserve(actor=people.SYSTEM, office_id=self.office.pk, count=2, reason="انقطاع", now=now)

    @functools.cached_property
    def printing(self) -> Any:
        from diwan.engines.registers.operations.printing import ask_printing

        asked = {"book_id": self.book.pk, "first": None, "last": None, "language": "ar"}
        return ask_printing(actor=people.SYSTEM, now=timezone.now(), **asked)

    @functools.cached_property
    def third_office(self) -> Any:
        """The registry office of a third ministry, which writes to the others."""
        from diwan.core.organisations import api as organisations

        third = people.administration(f"T{uuid.uuid4().hex[:6].upper()}", arabic="وزارة الصحة")
        return organisations.open_registry_office(
            actor=people.SYSTEM,
            unit_id=people.root(third).pk,
            code=third.code,
            names=people.Names("مكتب الضبط"),
            on=people.FOUNDED,
            now=people.NOW,
        )

    # delivery: letters of the holder's ministry on their way, and letters that arrived there

    @functools.cached_property
    def outgoing(self) -> Any:
        """A numbered letter to the other ministry, sent to nobody yet."""
        from tests.helpers import delivery

        return delivery.numbered(self)

    @functools.cached_property
    def sending(self) -> Any:
        from tests.helpers import delivery

        return delivery.under_way(self, "administration")

    @functools.cached_property
    def failed_sending(self) -> Any:
        """One that could not be delivered, and can be sent again."""
        from tests.helpers import delivery

        return delivery.failed(self)

    @functools.cached_property
    def mailed(self) -> Any:
        """One that left by e-mail, and that nobody opened."""
        from tests.helpers import delivery

        return delivery.under_way(self, "email")

    @functools.cached_property
    def posted(self) -> Any:
        """One whose slip waits for the post."""
        from tests.helpers import delivery

        return delivery.under_way(self, "post")

    @functools.cached_property
    def post_batch(self) -> Any:
        from tests.helpers import delivery

        return delivery.handed_to_post(self)

    @functools.cached_property
    def arrival(self) -> Any:
        from tests.helpers import delivery

        return delivery.arrived(self)

    @functools.cached_property
    def accepted_arrival(self) -> Any:
        from tests.helpers import delivery

        return delivery.accepted(self)

    @functools.cached_property
    def link_token(self) -> str:
        """The address of a letter sent by e-mail."""
        from diwan.correspondence.delivery.operations.links import token_of

        return token_of(self.mailed.message_id)

    @functools.cached_property
    def opened_token(self) -> str:
        from tests.helpers import delivery

        return delivery.opened(self)

    # mailroom: a typed letter that came in, its page, one set aside, and a folder that is watched

    @functools.cached_property
    def paper(self) -> Any:
        """A document that waits to be confirmed."""
        return scanned(self, "مراسلة رقم 2024/1523")

    @functools.cached_property
    def paper_page(self) -> Any:
        return self.paper.pages.get()

    @functools.cached_property
    def paper_aside(self) -> Any:
        from diwan.correspondence.mailroom.operations import confirming

        row = scanned(self, "إشهار")
        return confirming.set_aside(actor=people.SYSTEM, document_id=row.pk, reason="إشهار", now=timezone.now())

    @functools.cached_property
    def paper_source(self) -> Any:
        from diwan.correspondence.mailroom.models import Source

        return Source.objects.create(office=self.office, kind="folder", name="الماسح", folder=f"men-{uuid.uuid4()}")

    # joining: somebody invited and not yet here, and a workbook that the holder sent

    @functools.cached_property
    def invited(self) -> Any:
        """The invitation of somebody of the holder's ministry."""
        from diwan.core.accounts import api as accounts

        person = accounts.open_account(
            actor=people.SYSTEM,
            email="invited@men.example",
            name_ar="مدعو",
            name_latin="Invited",
            administration_id=self.here.pk,
            now=timezone.now(),
        )
        return person.invitation_set.get()

    @functools.cached_property
    def invitation_token(self) -> str:
        from diwan.core.accounts.tokens import token_of

        return token_of(self.invited.pk)

    @functools.cached_property
    def joining_token(self) -> str:
        """What the e-mail to a member of the public who wants an account ends with."""
        from diwan.core.accounts.models import Invitation
        from diwan.core.accounts.operations import ask_to_join
        from diwan.core.accounts.tokens import token_of

        ask_to_join(email=f"{uuid.uuid4()}@mail.example", language="ar", now=timezone.now())
        return token_of(Invitation.objects.latest("pk").pk)

    @functools.cached_property
    def workbook(self) -> str:
        """The address of a workbook that the holder sent and has not confirmed."""
        return sent_workbook(self, WORKBOOK)

    @functools.cached_property
    def other_deposit(self) -> Any:
        """The same letter by the same person, handed in again."""
        from diwan.core.organisations.api import ANONYMOUS
        from diwan.correspondence.deposits import api as deposits

        return deposits.deposit(
            actor=ANONYMOUS,
            office_id=self.office.pk,
            applicant=deposits.Applicant(name="فاطمة الزهراء العلوي"),
            letter=deposits.Letter(subject="طلب شهادة العمل"),
            now=timezone.now(),
        ).deposit

    @functools.cached_property
    def saved_view(self) -> Any:
        """A view of the queue that the holder keeps for himself."""
        from diwan.core.saved_views.operations import save_view

        return save_view(
            actor=self.actor(HOLDER), listing="deposits.queue", name="اليوم", query="due=late", now=timezone.now()
        )

    @functools.cached_property
    def saved_search(self) -> Any:
        """A search that the holder keeps for himself."""
        from diwan.correspondence.search.operations.saving import keep

        return keep(actor=self.actor(HOLDER), name="اليوم", query="q=شهادة", now=timezone.now())

    @functools.cached_property
    def batch(self) -> Any:
        """A long work of the holder that no worker has taken up."""
        from diwan.core.batches import api as batches

        said = {"kind": "deposits.accept", "title": "قبول", "language": "ar", "items": [(str(self.deposit.pk), "x")]}
        return batches.start(actor=self.actor(HOLDER), now=timezone.now(), **said)

    @functools.cached_property
    def draft_key(self) -> str:
        """The signed word that opens a letter being written."""
        from diwan.core.organisations.api import ANONYMOUS
        from diwan.correspondence.deposits.operations import drafts

        now = timezone.now()
        draft = drafts.start(actor=ANONYMOUS, office_id=self.office.pk, procedure=None, bits=8, now=now)
        return drafts.resume_key(draft)

    @functools.cached_property
    def notification(self) -> Any:
        from diwan.core.notifications.api import notify

        told = {"kind": "deposit.registered", "subject": "رسالة جديدة", "body": "", "url": "/", "language": "ar"}
        return notify(person_id=self.users[HOLDER].pk, now=timezone.now(), **told)

    @functools.cached_property
    def browser(self) -> dict[str, str]:
        """What a browser says of itself to be told there."""
        from tests.helpers.push_server import Browser

        return Browser().said("https://push.example.org/a")

    @functools.cached_property
    def device(self) -> Any:
        from tests.helpers.push_server import Browser, turned_on

        return turned_on(self.users[HOLDER], Browser(), "https://push.example.org/holder")

    @functools.cached_property
    def file_token(self) -> str:
        """The token of a link to a file that something keeps."""
        from diwan.core.files import api as files

        file = files.store(io.BytesIO(b"plain words"), name="a.txt", now=timezone.now())
        files.claim(file.pk, purpose="test", now=timezone.now())
        return files.link(file, purpose="test").split("/")[-2]

    @functools.cached_property
    def upload(self) -> Any:
        """A file of nine bytes of which none came yet."""
        from diwan.core.files.operations import uploads

        return uploads.begin(name="a.txt", length=9, client="c", network="n", now=timezone.now())


def files_stored(name: str) -> Any:
    """A file of plain words that nobody keeps yet."""
    from diwan.core.files import api as files

    return files.store(io.BytesIO(b"plain words"), name=name, now=timezone.now())


def scanned(world: World, words: str) -> Any:
    """A document of one typed page with these words, drawn and split as a job would."""
    from PIL import Image

    from diwan.core.files import api as files
    from diwan.correspondence.mailroom import api as mailroom
    from diwan.correspondence.mailroom.models import Page
    from diwan.correspondence.mailroom.operations import drawing

    now = timezone.now()
    stored = files.store(io.BytesIO(words.encode()), name="scan.txt", now=now)
    intake = mailroom.send_in(
        actor=people.SYSTEM, office_id=world.office.pk, file_ids=[stored.pk], name=words, device=words, now=now
    )
    page = Page.objects.create(
        original=intake.originals.get(),
        number=1,
        state="typed",
        width=100,
        height=140,
        words=[[words, 1, 1, 50, 9, 99, 0]],
    )
    out = io.BytesIO()
    Image.new("L", (100, 140), 255).save(out, "JPEG", comment=words.encode())
    drawing.keep_picture(page, out.getvalue(), now)
    drawing.split(intake_id=intake.pk, now=now)
    document = intake.documents.get()
    document.clues = {"subject": {"value": words, "confidence": 90, "page": 1, "box": [1, 1, 500, 90]}}
    document.save(update_fields=["clues"])
    return document


def sent_workbook(world: World, content: bytes) -> str:
    """The address under which the holder looks at a workbook before confirming it."""
    from django.core import signing

    from diwan.core.files import api as files
    from diwan.portal.joining.views.importing import SALT

    file = files.store(io.BytesIO(content), name="a.csv", now=timezone.now())
    about = {"file": file.pk, "here": world.here.pk, "who": world.users[HOLDER].pk, "name": file.name}
    return signing.dumps(about, salt=SALT)


def soon(days: int = 40) -> str:
    """A day to come, as a form takes it."""
    return (timezone.now() + timedelta(days=days)).date().isoformat()
