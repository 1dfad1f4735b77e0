"""One statement that takes a number, writes the line and writes the journal, so that the book is locked for one trip.

Returns no row when there is no such book, or when it holds entries more than a minute later than `p_at`.
"""

from django.db import migrations

REGISTER = """
CREATE FUNCTION registers_register(
    p_office bigint, p_kind text, p_year int, p_at timestamptz, p_subject_kind text, p_subject_id bigint,
    p_digest bytea, p_actor bigint, p_act text, p_subject text, p_body bytea
) RETURNS TABLE (o_entry bigint, o_book bigint, o_prefix text, o_number int, o_position bigint, o_leaf bytea)
LANGUAGE plpgsql AS $$
DECLARE
    v_chain text;
BEGIN
    UPDATE registers_book b
       SET last_number = b.last_number + 1, last_at = GREATEST(b.last_at, p_at)
     WHERE b.office_id = p_office AND b.kind = p_kind AND b.year = p_year AND b.last_at <= p_at + interval '60 seconds'
    RETURNING b.id, b.prefix, b.chain, b.last_number INTO o_book, o_prefix, v_chain, o_number;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT j.o_position, j.o_leaf INTO o_position, o_leaf
      FROM journal_append(v_chain, p_act, p_at, p_actor, p_subject, p_body, o_number) j;
    INSERT INTO registers_registerentry
        (book_id, number, registered_at, subject_kind, subject_id, content_digest, position, state)
    VALUES (o_book, o_number, p_at, p_subject_kind, p_subject_id, p_digest, o_position, 'current')
    RETURNING id INTO o_entry;
    RETURN NEXT;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_books_and_entries"), ("journal", "0002_append_and_guards")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE registers_book SET (fillfactor = 20)", "ALTER TABLE registers_book RESET (fillfactor)"
        ),
        migrations.RunSQL(REGISTER, "DROP FUNCTION registers_register"),
    ]
