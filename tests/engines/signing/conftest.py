import pytest

from diwan.engines.signing import api, keys
from diwan.engines.signing.stamps import Days, Stamp, Words
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


@pytest.fixture(scope="session")
def days() -> Days:
    return Days(Words("18 نونبر 2026", "18 novembre 2026"), Words("8 جمادى الآخرة 1448", "8 joumada II 1448"))


@pytest.fixture(scope="session")
def stamp(days) -> Stamp:
    return Stamp(
        Words("فاطمة الزهراء العلوي", "Fatima-Zahra El Alaoui"),
        Words("رئيسة قسم الموارد البشرية", "Cheffe de la division des ressources humaines"),
        days,
        behalf=Words("مدير الموارد البشرية", "Directeur des ressources humaines"),
        address="https://diwan.example.ma/verify/ABCD-1234/",
    )
