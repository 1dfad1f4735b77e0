"""The jobs that call other instances: evidence brought back, directories read, silence asked about. All may repeat."""

from __future__ import annotations

import logging
import random

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryDecision

from diwan.core.facts import api as facts
from diwan.engines.signing import api as signing

from . import client, protocol, transport
from .enums import Fault, PeerState
from .models import Instance
from .operations import balancing, directory, news, peers

log = logging.getLogger(__name__)
ROUNDS = 5  # calls about the same messages before the next are asked about


class Scattered(facts.BackOff):
    """Like any other wait, with chance in it: what failed together does not come back together."""

    def get_retry_decision(self, **about) -> RetryDecision | None:  # type: ignore[no-untyped-def]
        found = super().get_retry_decision(**about)
        if found is None:
            return None
        tried = about["job"].attempts % self.tries
        most = min(2 ** min(tried, 20), self.ceiling)
        return RetryDecision(retry_in={"seconds": int(random.uniform(most / 2, most))})  # noqa: S311  no secret


PATIENT = Scattered(tries=1000, ceiling=600)


@facts.job(queue="exchange", lock="exchange:{instance_id}", retry=PATIENT)
def push(instance_id: int) -> None:
    """Bring an instance the evidence it does not have yet, a hundred at a time."""
    instance = Instance.objects.get(pk=instance_id)
    if instance.state != PeerState.TRUSTED:
        return  # it is brought when it is trusted again
    while rows := news.waiting(instance):
        sealed = [protocol.Sealed(row.evidence.document, bytes(row.evidence.seal)) for row in rows]
        said = client.push(instance, sealed)
        taken = {str(one) for one in said.get("taken", []) if isinstance(one, str)}
        if not news.pushed(rows, taken, timezone.now()):
            raise transport.Unreachable(Fault.UNPROVED, "none of the evidence was taken")


@facts.job(queue="exchange", retry=facts.BackOff(tries=6))
def meet(instance_id: int) -> None:
    """Ask an instance that was proposed who it is."""
    instance = Instance.objects.get(pk=instance_id)
    if instance.state != PeerState.PROPOSED:
        return
    found = client.directory(instance)
    if found is None:
        return
    claimed = protocol.read_directory(found[0].document)
    try:
        checked = directory.checked(found[0], root=claimed.root)
        fingerprint = signing.fingerprint_of(claimed.root)
    except (directory.NotTheirDirectory, ValueError) as error:
        peers.failed(instance.pk, Fault.UNSEALED, str(error), timezone.now())
        return
    peers.introduce(
        instance_id=instance.pk, realm=checked.realm, root=claimed.root, fingerprint=fingerprint, now=timezone.now()
    )


@facts.job(queue="exchange", lock="directory:{instance_id}", retry=facts.BackOff(tries=4))
def read_directory(instance_id: int) -> None:
    """Read the directory of an instance, if it changed."""
    instance = Instance.objects.get(pk=instance_id)
    if instance.state != PeerState.TRUSTED:
        return
    found = client.directory(instance, instance.directory_etag)
    if found is None:
        return
    try:
        directory.read(instance_id=instance.pk, sealed=found[0], etag=found[1], now=timezone.now())
    except (directory.NotTheirDirectory, protocol.Malformed) as refusal:
        peers.failed(instance.pk, Fault.UNSEALED, refusal.plain, timezone.now())


@facts.job(queue="exchange", lock="balance:{instance_id}", retry=facts.BackOff(tries=2))
def balance(instance_id: int) -> None:
    """Compare the evidence that both ends hold of our messages, and bring each what it lacks. What the line breaks is
    compared again another time."""
    instance = Instance.objects.get(pk=instance_id)
    try:
        while instance.state == PeerState.TRUSTED and (rows := balancing.waiting(instance, timezone.now())):
            for _round in range(ROUNDS):
                theirs, found = client.balance(instance, balancing.held(rows))
                news.take(instance=instance, sealed=found, now=timezone.now())
                missing = balancing.lacking(theirs)
                if missing:
                    client.push(instance, missing)
                if not missing and len(found) < balancing.PIECES:
                    break
            balancing.compared(rows, theirs, timezone.now())
    except (transport.Unreachable, client.TheyRefuse, client.LeftAlone) as error:
        log.info("%s does not say which evidence it holds: %s", instance, error)


def push_soon(instance_id: int) -> None:
    with transaction.atomic():
        push.later(instance_id=instance_id)
