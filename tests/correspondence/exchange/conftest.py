"""Our ministry, and an instance elsewhere that we trust."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.exchange import HERE, Caller, Peer


@pytest.fixture(autouse=True)
def _realm(settings: Any) -> None:
    settings.DIWAN_EXCHANGE_NAME = HERE


@pytest.fixture
def peer(tmp_path: Any) -> Peer:
    return Peer(tmp_path / "there")


@pytest.fixture
def instance(db: None, peer: Peer) -> Any:
    return peer.trusted()


@pytest.fixture
def caller(instance: Any, peer: Peer) -> Caller:
    return Caller(peer)
