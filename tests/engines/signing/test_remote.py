"""Keys at a remote signing service, by the CSC API v2, over HTTP."""

from __future__ import annotations

import re
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from diwan.engines.signing import api, checking, keys
from diwan.engines.signing.models import PersonKey, Relayed
from diwan.engines.signing.providers import csc
from tests.core import people
from tests.helpers import csc_server, tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    settings.DIWAN_PUBLIC_URL = "http://testserver"
    ministry = people.administration()
    user = people.person(administration=ministry)
    people.seat(user, people.post(people.root(ministry)))
    yield user
    keys._identity.cache_clear()
    csc._access.clear()


@pytest.fixture(params=["rsa2048", "p256"])
def service(request, amina):
    key, certificate, root = tokens.outsider(kind=request.param)
    made = csc_server.Service(key, [certificate, root], owner=amina.email)
    yield made
    made.close()


def configured(tmp_path, service, grant):
    (tmp_path / "keys").mkdir(exist_ok=True)
    (tmp_path / "keys" / "csc.secret").write_text(csc_server.SECRET)
    (tmp_path / "keys" / "csc.toml").write_text(
        f'[[service]]\nname = "national"\ntitle = "Service national"\nurl = "{service.address}/csc/v2"\n'
        f'oauth = "{service.address}/oauth2"\nclient_id = "diwan"\n'
        f'client_secret_file = "csc.secret"\ngrant = "{grant}"\n'
    )


def sent(client, name, **said):
    return client.post(reverse(name, args=["national"]), {"idempotency_key": str(uuid.uuid4()), **said})


def test_linked_by_the_owner_s_browser_and_many_signed(client, amina, service, tmp_path):
    configured(tmp_path, service, "authorization_code")
    client.force_login(amina)
    assert "Service national" in client.get(reverse("signing:keys")).content.decode()
    page = client.get(reverse("signing:remote", args=["national"])).content.decode()
    address = urlsplit(unescape(re.search(rf'href="({service.address}[^"]+)"', page).group(1)))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert asked["redirect_uri"] == "http://testserver" + reverse("signing:remote_back", args=["national"])
    assert sent(client, "signing:remote_back", code="x", state="forged").status_code == 502
    assert not PersonKey.objects.exists()
    page = client.get(reverse("signing:remote", args=["national"])).content.decode()
    address = urlsplit(unescape(re.search(rf'href="({service.address}[^"]+)"', page).group(1)))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    back = {"code": service.code_for(asked["code_challenge"]), "state": asked["state"]}
    assert back["code"] in client.get(reverse("signing:remote_back", args=["national"]), back).content.decode()
    assert sent(client, "signing:remote_back", **back).status_code == 302
    row = PersonKey.objects.get()
    for secret in service.refresh:
        assert secret.encode() not in bytes(row.secret)
    signer = api.signer_for(amina.pk, str(row.pk))
    data = [f"document {n}".encode() for n in range(7)]
    service.calls.clear()
    made = signer.sign(data)
    assert all(checking.verified(signer.certificate, one, said) for one, said in zip(made, data, strict=True))
    assert service.calls.count("signatures/signHash") == 3  # three at a time, as the service allows
    service.wrong = True
    with pytest.raises(api.NoSignature):
        signer.sign(data)


def test_a_pin_goes_through_and_stays_nowhere(client, amina, service, tmp_path, caplog):
    service.pin = "4711-secret"
    configured(tmp_path, service, "client_credentials")
    client.force_login(amina)
    assert sent(client, "signing:remote").status_code == 302
    row = PersonKey.objects.get()
    with pytest.raises(api.NoSignature) as no:
        api.signer_for(amina.pk, str(row.pk), given={"PIN": "0000"}).sign([b"x"])
    assert no.value.reason == "refused"
    signer = api.signer_for(amina.pk, str(row.pk), given={"PIN": service.pin})
    assert checking.verified(signer.certificate, signer.sign([b"x"])[0], b"x")
    row.refresh_from_db()
    for text in (caplog.text, repr(signer), repr(row.__dict__)):
        assert service.pin not in text
        assert csc_server.SECRET not in text


def test_the_keys_of_another_are_not_taken(client, amina, service, tmp_path):
    service.owner = "somebody.else@men.example"
    configured(tmp_path, service, "client_credentials")
    client.force_login(amina)
    assert sent(client, "signing:remote").status_code == 502
    assert not PersonKey.objects.exists()


def test_a_service_that_is_gone_is_said_so(client, amina, service, tmp_path):
    configured(tmp_path, service, "client_credentials")
    client.force_login(amina)
    sent(client, "signing:remote")
    row = PersonKey.objects.get()
    signer = api.signer_for(amina.pk, str(row.pk))
    service.close()
    csc._access.clear()
    with pytest.raises(api.NoSignature) as no:
        signer.sign([b"x"])
    assert no.value.reason == "absent"
    (tmp_path / "keys" / "csc.toml").write_text(
        '[[service]]\nname = "x"\ntitle = "X"\nurl = "http://far.example/csc"\n'
        'oauth = "http://far.example/o"\nclient_id = "d"\n'
    )
    with pytest.raises(ValueError, match="https"):
        csc.services()


class TestConfirmedInTheBrowser:
    """Credentials of the mode oauth2code: the owner's browser brings a code that is bound to the digests."""

    @pytest.fixture
    def key(self, client, amina, service, tmp_path):
        service.by_browser = True
        configured(tmp_path, service, "client_credentials")
        client.force_login(amina)
        assert sent(client, "signing:remote").status_code == 302
        return PersonKey.objects.get()

    def way(self, client, key, service, **more) -> dict[str, str]:
        page = client.get(reverse("signing:remote_confirm", args=[key.pk]), more).content.decode()
        found = re.search(rf'href="({service.address}[^"]+)"', page)
        return {name: one[0] for name, one in parse_qs(urlsplit(unescape(found.group(1))).query).items()}

    def test_many_are_confirmed_some_at_a_time_then_made(self, client, amina, key, service, monkeypatch):
        told = []
        monkeypatch.setattr("diwan.core.facts.api.tell", told.append)
        signer, data = api.signer_for(amina.pk, str(key.pk)), [f"document {n}".encode() for n in range(4)]
        for count in (3, 1):  # as the service allows
            with pytest.raises(api.NoSignature) as no:
                signer.sign(data)
            assert no.value.reason == api.WAITING
            asked = self.way(client, key, service, next="/parapheur/")
            assert asked["numSignatures"] == str(count)
            back = {"code": service.agreed_to(asked), "state": asked["state"]}
            answer = sent(client, "signing:remote_back", **back)
            assert (answer.status_code, answer["Location"]) == (302, "/parapheur/")
        made = signer.sign(data)
        assert all(checking.verified(signer.certificate, one, said) for one, said in zip(made, data, strict=True))
        assert told == [api.SignaturesBrought(person_id=amina.pk, key=str(key.pk))] * 2
        assert "Location" not in client.get(reverse("signing:remote_confirm", args=[key.pk]))

    def test_a_code_for_other_digests_signs_nothing(self, client, amina, key, service):
        with pytest.raises(api.NoSignature):
            api.signer_for(amina.pk, str(key.pk)).sign([b"x"])
        asked = self.way(client, key, service)
        code = service.agreed_to(asked)
        service.confirmed[code] = ("AAAA",)
        assert sent(client, "signing:remote_back", code=code, state=asked["state"]).status_code == 502
        service.wrong, asked = True, self.way(client, key, service)
        code = service.agreed_to(asked)
        assert sent(client, "signing:remote_back", code=code, state=asked["state"]).status_code == 502
        assert sent(client, "signing:remote_back", code=code, state="forged").status_code == 502
        assert not Relayed.objects.exclude(signature=None).exists()

    def test_nobody_confirms_with_the_key_of_another_or_is_led_elsewhere(self, client, amina, key, service):
        with pytest.raises(api.NoSignature):
            api.signer_for(amina.pk, str(key.pk)).sign([b"x"])
        asked = self.way(client, key, service, next="https://elsewhere.example/")
        answer = sent(client, "signing:remote_back", code=service.agreed_to(asked), state=asked["state"])
        assert answer["Location"] == reverse("signing:keys")
        client.force_login(people.person("Omar Idrissi"))
        assert client.get(reverse("signing:remote_confirm", args=[key.pk])).status_code == 404
