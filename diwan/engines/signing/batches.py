"""Many documents under one authorisation, on all cores: each is prepared and completed beside the others, in order.

The key stays where it is: the process that was given it signs, lists at a time. An item that cannot be signed says why
and stops nobody. What is yielded is done; a caller that dies goes on with what it has not written down.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography import x509
from django.conf import settings
from django.db import connections

from . import keys, levels
from .helping import ready
from .refusing import NotSignable
from .signers import WAITING, NoSignature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .levels import Mark, Prepared, Signed
    from .signers import Signer

LIST = 16  # documents prepared, signed and completed together
ALONE = 2 * LIST  # up to here other processes are not worth their start
HERE = ("DIWAN_HOME", "DIWAN_TSA_URL", "DIWAN_SEAL_KEY")  # settings that the helping processes take from this one


@dataclass(frozen=True)
class Item:
    """A document and what its signature says."""

    pdf: bytes
    mark: Mark


@dataclass(frozen=True)
class Outcome:
    """What became of an item: signed, or a reason (NotSignable's and NoSignature's words, or "authority")."""

    signed: Signed | None
    reason: str = ""


def sign_many(items: Iterable[Item], signer: Signer, *, workers: int | None = None) -> Iterator[Outcome]:
    """One outcome for each item, in order, as they are done. `workers` processes help; none for a short list.

    Raises:
        NoSignature: when the key refuses as a whole (locked, withdrawn), or waits for its owner, who then is asked for
            all of it: what was yielded before is done.
    """
    work = list(items)
    count = (os.cpu_count() or 1) if workers is None else workers
    if count > 1 and len(work) > ALONE:
        if any(item.mark.stamp for item in work):  # drawn in processes
            yield from _signed(work, signer, count, _pool(count))
        else:  # most of the work is the key's, which leaves other threads their turn
            with ThreadPoolExecutor(count) as helpers:
                yield from _signed(work, signer, count, helpers)
    else:
        yield from _signed(work, signer, 1, None)


def _signed(work: list[Item], signer: Signer, count: int, helpers: Executor | None) -> Iterator[Outcome]:
    about = (
        keys.der(signer.certificate),
        tuple(map(keys.der, signer.chain)),
        {name: getattr(settings, name) for name in HERE},
    )
    lists = [work[at : at + LIST] for at in range(0, len(work), LIST)]
    preparing: deque[tuple[list[Item], Future]] = deque()
    completing: deque[tuple[list, Future]] = deque()
    waiting = deque(lists)
    unanswered: NoSignature | None = None  # its owner is asked for the whole list before anything waits for them
    while waiting or preparing or completing:
        while waiting and len(preparing) < 2 * count:
            chunk = waiting.popleft()
            preparing.append((chunk, _run(helpers, _prepared, chunk, *about)))
        if preparing:
            chunk, future = preparing.popleft()
            ready = _result(future, _prepared, chunk, *about)
            try:
                signatures = _signatures(signer, ready)
            except NoSignature as no:
                if no.reason != WAITING:
                    raise
                unanswered = no
            if unanswered:
                continue
            pairs = [
                (one if isinstance(one, str) else replace(one, pdf=item.pdf), signature)
                for item, one, signature in zip(chunk, ready, signatures, strict=True)
            ]
            completing.append((pairs, _run(helpers, _completed, pairs, *about)))
        while completing and (len(completing) > 2 * count or not preparing or completing[0][1].done()):
            pairs, future = completing.popleft()
            yield from _result(future, _completed, pairs, *about)
            if preparing or waiting:
                break
    if unanswered:
        raise unanswered


def _signatures(signer: Signer, ready: list[Prepared | str]) -> list[bytes]:
    """In their places; the key is shown only what can be signed."""
    made = iter(signer.sign([one.to_be_signed for one in ready if not isinstance(one, str)]))
    return [b"" if isinstance(one, str) else next(made) for one in ready]


def _prepared(chunk: list[Item], certificate: bytes, chain: tuple[bytes, ...], here: dict) -> list[Prepared | str]:
    """Each without its document, which the caller has: it need not travel back."""
    _as_there(here)
    key = _loaded(certificate), tuple(map(_loaded, chain))
    done: list[Prepared | str] = []
    for item in chunk:
        try:
            done.append(replace(levels.prepare(item.pdf, *key, item.mark), pdf=b""))
        except NotSignable as refused:
            done.append(refused.reason)
        except OSError:
            done.append("authority")
    return done


def _completed(
    pairs: list[tuple[Prepared | str, bytes]], _certificate: bytes, _chain: tuple, here: dict
) -> list[Outcome]:
    _as_there(here)
    done = []
    for prepared, signature in pairs:
        if isinstance(prepared, str):
            done.append(Outcome(None, prepared))
            continue
        try:
            done.append(Outcome(levels.completed(prepared, signature)))
        except (NotSignable, NoSignature) as refused:
            done.append(Outcome(None, refused.reason))
        except OSError:
            done.append(Outcome(None, "authority"))
    return done


@lru_cache(maxsize=256)
def _loaded(certificate: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate)


def _apart(work, *given):
    """In a helper: what it asked the database through a connection of its own is over with the list."""
    try:
        return work(*given)
    finally:
        connections.close_all()


def _run(helpers: Executor | None, work, *given) -> Future:
    if helpers is not None:
        try:
            return helpers.submit(_apart, work, *given)
        except (BrokenProcessPool, RuntimeError):  # a helper was killed: this process does the rest
            _pool.cache_clear()
    future: Future = Future()
    try:
        future.set_result(work(*given))
    except BaseException as error:
        future.set_exception(error)
    return future


def _result(future: Future, work, *given):
    try:
        return future.result()
    except BrokenProcessPool:
        _pool.cache_clear()
        return work(*given)


@lru_cache(maxsize=1)
def _pool(workers: int) -> ProcessPoolExecutor:
    """Kept for the next batch. Started anew, not forked: this process may have threads that hold locks."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=ready)


def _as_there(here: dict) -> None:
    for name, value in here.items():
        if getattr(settings, name) != value:
            setattr(settings, name, value)
