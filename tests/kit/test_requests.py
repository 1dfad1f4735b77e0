"""What a request meets on its way: the guard of GET, refusals in plain words, the language of the page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count
from psycopg import sql

from diwan.kit.readonly import WroteOnGet, refuse_writes
from diwan.kit.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.urls")]


class TestReadOnlyGet:
    @pytest.mark.parametrize("address", ["/write-on-get", "/lock-on-get"])
    @pytest.mark.parametrize("method", ["get", "head", "options"])
    def test_a_view_that_writes_fails(self, client, address, method):
        with pytest.raises(WroteOnGet):
            getattr(client, method)(address)

    def test_the_same_view_may_write_on_post(self, client):
        assert client.post("/write-on-get").status_code == 200

    def test_a_post_that_promised_to_read_only_is_held_to_it(self, client):
        assert client.post("/check").status_code == 200
        with pytest.raises(WroteOnGet):
            client.post("/check", {"write": "1"})

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO t VALUES (1)",
            "  update t set a = 1",
            "DELETE FROM t",
            "TRUNCATE t",
            "CREATE TABLE t (a int)",
            "WITH gone AS (DELETE FROM t RETURNING a) SELECT a FROM gone",
            "SELECT a INTO copy FROM t",
            "SELECT a FROM t FOR UPDATE",
            "SELECT a FROM t FOR NO KEY UPDATE OF t",
            "SELECT a FROM t FOR KEY SHARE",
            "SELECT a FROM t FOR SHARE",
            "SELECT nextval('s')",
            "SELECT pg_advisory_xact_lock(1)",
            "SELECT pg_try_advisory_lock(1)",
            "SELECT 1; DELETE FROM t",
            "EXPLAIN ANALYZE DELETE FROM t",
            "SET synchronous_commit TO off",
            "DO $$ BEGIN END $$",
            "CALL p()",
            "COPY t FROM STDIN",
            "LOCK TABLE t",
        ],
    )
    def test_every_way_to_write_is_refused(self, statement):
        with connection.execute_wrapper(refuse_writes), connection.cursor() as cursor, pytest.raises(WroteOnGet):
            cursor.execute(statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT 1",
            "  select 1;  ",
            "WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM up WHERE n < 3) SELECT * FROM up",
            "(SELECT 1) UNION (SELECT 2)",
            "SELECT 'DELETE; it''s a text'",
            'SELECT 1 AS "update"',
            "SHOW fsync",
            "SAVEPOINT s",
            "EXPLAIN SELECT 1",
            sql.SQL("SELECT {}").format(sql.Literal("INSERT")),
        ],
    )
    def test_every_way_to_read_passes(self, statement):
        with connection.execute_wrapper(refuse_writes), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_the_reading_of_the_orm_passes(self):
        with connection.execute_wrapper(refuse_writes):
            assert ContentType.objects.values("app_label").annotate(n=Count("pk")).filter(n__gt=0).exists()
            assert list(ContentType.objects.iterator())


class TestRefusals:
    def test_a_page_says_it_in_plain_words(self, client):
        answer = client.get("/forbidden", headers={"Accept-Language": "en"}, query_params={"lang": "en"})
        assert answer.status_code == 403
        assert "You do not have the right to do this." in answer.content.decode()
        assert "<html" in answer.content.decode()

    def test_htmx_gets_a_fragment(self, client):
        answer = client.get("/forbidden", headers={"HX-Request": "true"})
        assert answer.status_code == 403
        assert "<html" not in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("address", "headers"), [("/api/forbidden", {}), ("/forbidden", {"Accept": "application/json"})]
    )
    def test_a_program_gets_a_code(self, client, address, headers):
        answer = client.get(address, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")

    def test_its_code_is_its_name_and_its_sentence_is_filled(self):
        class LateByDays(Refusal):
            message = "Late by %(days)s days (100%%)."

        assert LateByDays.code == "late_by_days"
        assert str(LateByDays(days=3)) == "Late by 3 days (100%)."

    def test_a_code_that_was_chosen_is_kept_by_its_own_class_only(self):
        class Chosen(Refusal):
            code = "chosen"

        class Heir(Chosen):
            pass

        assert (Chosen.code, Heir.code) == ("chosen", "heir")


class TestLanguage:
    def ask(self, client, address="/language", **kwargs) -> str:
        return client.get(address, **kwargs).content.decode()

    def test_is_arabic_when_nobody_chose(self, client):
        assert self.ask(client, headers={"Accept-Language": "fr"}) == "ar"

    @pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
    def test_is_the_one_asked_for_and_is_remembered(self, client, language):
        assert self.ask(client, f"/language?lang={language}") == language
        assert self.ask(client) == language

    @pytest.mark.parametrize("language", ["xx", "", "../ar"])
    def test_an_unknown_one_changes_nothing(self, client, language):
        assert self.ask(client, f"/language?lang={language}") == "ar"

    def test_is_the_persons_until_he_chooses_another_here(self, client):
        user = get_user_model().objects.create_user(email="f@example.org", language="fr", name_ar="ف", name_latin="F")
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        assert self.ask(client) == "fr"
        assert self.ask(client, "/language?lang=en") == self.ask(client) == "en"

    def test_does_not_leak_into_the_next_request(self, client):
        self.ask(client, "/language?lang=fr")
        client.cookies.clear()
        assert self.ask(client) == "ar"

    def test_is_told_to_caches_and_readers(self, client):
        answer = client.get("/language?lang=fr")
        assert answer["Content-Language"] == "fr"
        assert "Cookie" in answer["Vary"]
