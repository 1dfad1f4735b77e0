"""What `safe_access` adds to the small world of the house."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils import timezone

from tests.core import people


class SafeAccess:
    """Things of the holder's administration, made when a row of the table asks for them."""

    @functools.cached_property
    def remote_person(self) -> Any:
        """A colleague of the holder, who sits in a unit below."""
        assert self.holding  # type: ignore[attr-defined]
        return self.holding.person  # type: ignore[attr-defined]

    @functools.cached_property
    def personal_device(self) -> Any:
        """A device of that colleague, whose check is asked."""
        from diwan.telework.safe_access.enums import DeviceState
        from diwan.telework.safe_access.models import Device

        return Device.objects.create(
            administration=self.here,  # type: ignore[attr-defined]
            person=self.remote_person,
            name="حاسوبي",
            kind="laptop",
            system="Debian 13",
            browser="Firefox 140",
            state=DeviceState.TO_CHECK,
            declared_at=timezone.now(),
        )

    @functools.cached_property
    def own_device(self) -> Any:
        """A device of the holder's own."""
        from diwan.telework.safe_access.operations import checking

        said = {"name": "هاتفي", "kind": "phone", "system": "Android 16", "browser": "Chrome"}
        return checking.declare_device(actor=self.actor("holder"), said=said, ask=False, now=timezone.now())  # type: ignore[attr-defined]

    @functools.cached_property
    def forbidden_application(self) -> Any:
        from diwan.telework.safe_access.operations import applications

        return applications.forbid(
            actor=people.SYSTEM,
            administration_id=self.here.pk,  # type: ignore[attr-defined]
            name="برنامج تبادل",
            reason="ينقل المعطيات إلى خارج الإدارة",
            now=timezone.now(),
            today=timezone.localdate(),
        )

    @functools.cached_property
    def exception_asked(self) -> Any:
        from diwan.telework.safe_access.models import Allowance

        return Allowance.objects.create(
            administration=self.here,  # type: ignore[attr-defined]
            application=self.forbidden_application,
            person=self.remote_person,
            purpose="لقاء مع شريك",
            asked_at=timezone.now(),
        )

    @functools.cached_property
    def vpn(self) -> Any:
        from diwan.telework.safe_access.operations import rights

        said = {"name": "الشبكة الافتراضية", "code": "vpn", "kind": "vpn", "owner_id": self.users["holder"].pk}  # type: ignore[attr-defined]
        return rights.add_system(actor=people.SYSTEM, administration_id=self.here.pk, said=said, now=timezone.now())  # type: ignore[attr-defined]

    @functools.cached_property
    def audited(self) -> Any:
        from diwan.telework.safe_access.operations import auditing

        said = {"provider": "مكتب افتحاص", "done_on": timezone.localdate(), "report_id": None, "now": timezone.now()}
        return auditing.record_audit(actor=people.SYSTEM, system_id=self.vpn.pk, **said)

    @functools.cached_property
    def found_by_audit(self) -> Any:
        from diwan.telework.safe_access.operations import auditing

        due = timezone.localdate() + timedelta(days=20)
        said = {"severity": "low", "text": "كلمة مرور افتراضية", "owner_id": None, "due_on": due, "now": timezone.now()}
        return auditing.add_finding(actor=people.SYSTEM, audit_id=self.audited.pk, **said)

    @functools.cached_property
    def right_asked(self) -> Any:
        from diwan.telework.safe_access.operations import rights

        said = {"person_id": self.remote_person.pk, "purpose": "معالجة الملفات", "until": None, "now": timezone.now()}
        return rights.ask_right(actor=people.SYSTEM, system_id=self.vpn.pk, **said)

    @functools.cached_property
    def right_granted(self) -> Any:
        from diwan.telework.safe_access.enums import RightState
        from diwan.telework.safe_access.models import SystemRight

        row = self.right_asked
        until = timezone.localdate() + timedelta(days=90)
        SystemRight.objects.filter(pk=row.pk).update(state=RightState.GRANTED, until=until, agreement_id=1)
        row.refresh_from_db()
        return row

    @functools.cached_property
    def rights_review(self) -> Any:
        from diwan.telework.safe_access.operations import reviewing

        assert self.right_granted
        return reviewing.open_review(
            actor=people.SYSTEM,
            administration_id=self.here.pk,  # type: ignore[attr-defined]
            due_on=timezone.localdate() + timedelta(days=15),
            now=timezone.now(),
            today=timezone.localdate(),
        )

    @functools.cached_property
    def comparison(self) -> Any:
        from diwan.telework.safe_access.operations import comparing

        said = {"accounts": ["nobody@men.example"], "source": "file", "now": timezone.now()}
        return comparing.compare(actor=people.SYSTEM, system_id=self.vpn.pk, today=timezone.localdate(), **said)

    @functools.cached_property
    def loser(self) -> Any:
        """Another colleague of that unit, who loses a device and every access with it."""
        person = people.person("Nadia Chraibi", "نادية الشرايبي", administration=self.here)  # type: ignore[attr-defined]
        people.seat(person, people.post(self.holding.post.unit, "متصرفة"))  # type: ignore[attr-defined]
        return person

    @functools.cached_property
    def access_cut(self) -> Any:
        from diwan.telework.safe_access import api as safe_access

        return safe_access.report_lost(
            actor=people.SYSTEM,
            person_id=self.loser.pk,
            by="desk",
            asked=["post", "unit"],
            now=timezone.now(),
        )

    @functools.cached_property
    def cut_token(self) -> str:
        """The address of the page after a report, of which each says when it was made."""
        from diwan.telework.safe_access.views.mine import SALT

        return signing.dumps(self.access_cut.pk, salt=SALT)

    @functools.cached_property
    def log_look(self) -> Any:
        """The holder looked at the log of the colleague."""
        from diwan.telework.safe_access.models import Look

        today = timezone.localdate()
        return Look.objects.create(
            administration=self.here,  # type: ignore[attr-defined]
            person=self.remote_person,
            by=self.users["holder"],  # type: ignore[attr-defined]
            purpose="التحقق من احترام الشروط",
            first=today,
            last=today,
            at=timezone.now(),
        )
