import pytest

from diwan.engines.signing import api, keys
from tests.helpers import receipts


@pytest.fixture
def own_keys(settings, tmp_path):
    """A folder of keys that this test may do anything to."""
    settings.DIWAN_HOME = tmp_path
    yield tmp_path / "keys"
    keys._identity.cache_clear()


@pytest.fixture(scope="session")
def plain() -> bytes:
    _, proof = receipts.journal_with_receipt()
    return receipts.render(proof=proof)


@pytest.fixture(scope="session")
def sealed(plain) -> bytes:
    return api.seal(plain, administration_code="MEN", reason="Receipt of deposit", at=receipts.AT)
