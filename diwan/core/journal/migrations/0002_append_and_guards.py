"""The one way to write an entry, and the guards that refuse to change one.

`journal_append` runs with the rights of its owner: the application's role may call it and read the tables, and can
neither write an entry by itself nor move the end of a chain. The triggers refuse changes to everybody, owner included.
See docs/decisions/0004-journal-chains-and-checkpoints.md.
"""

from django.db import migrations

APPEND = r"""
CREATE FUNCTION journal_append(
    p_chain text, p_kind text, p_at timestamptz, p_actor bigint, p_subject text, p_body bytea, p_number bigint,
    OUT o_chain bigint, OUT o_position bigint, OUT o_leaf bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_body_hash bytea := sha256(p_body);
BEGIN
    LOOP
        -- Locks the chain until the end of the transaction: entries stand in the order of their commits.
        UPDATE journal_chain AS c
           SET length = c.length + 1,
               head = sha256('\x00'::bytea || int8send(c.length + 1) || c.head || int8send(p_number) || v_body_hash)
         WHERE c.name = p_chain
        RETURNING c.id, c.length, c.head INTO o_chain, o_position, o_leaf;
        EXIT WHEN FOUND;
        INSERT INTO journal_chain (name, length, head) VALUES (p_chain, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT (name) DO NOTHING;
    END LOOP;
    INSERT INTO journal_entry (chain_id, position, number, at, kind, actor_id, subject, body, leaf)
    VALUES (o_chain, o_position, p_number, p_at, p_kind, p_actor, p_subject, p_body, o_leaf);
END $$;
"""

REFUSE = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

KEPT_WHOLE = ("journal_entry", "journal_checkpoint", "journal_checkpointspan")

GUARD = """
CREATE TRIGGER journal_kept_whole BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
"""
UNGUARD = """
DROP TRIGGER journal_kept_whole ON {table};
DROP TRIGGER journal_not_emptied ON {table};
"""

# The role exists in the embedded database, and in others when docs/operations.md was followed.
RIGHTS = """
DO $$ BEGIN
    REVOKE EXECUTE ON FUNCTION journal_append FROM PUBLIC;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'diwan_app') THEN
        REVOKE ALL ON journal_chain, journal_entry, journal_checkpoint, journal_checkpointspan FROM diwan_app;
        GRANT SELECT ON journal_chain, journal_entry TO diwan_app;
        GRANT SELECT, INSERT ON journal_checkpoint, journal_checkpointspan TO diwan_app;
        GRANT EXECUTE ON FUNCTION journal_append TO diwan_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_chains_and_checkpoints")]

    operations = [
        # Many versions of the row of a busy chain fit in its page, so that an append touches no index of it.
        migrations.RunSQL(
            "ALTER TABLE journal_chain SET (fillfactor = 20)", "ALTER TABLE journal_chain RESET (fillfactor)"
        ),
        migrations.RunSQL(APPEND, "DROP FUNCTION journal_append"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION journal_refuse"),
        migrations.RunSQL(
            "".join(GUARD.format(table=t) for t in KEPT_WHOLE), "".join(UNGUARD.format(table=t) for t in KEPT_WHOLE)
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),  # undone with the tables
    ]
