"""Numbers reserved in advance, books closed with their year, pages printed; each line names the entry that vouches for it.

`vouched_at` of the lines corrected before is read from the journal. The function that gives numbers refuses closed books.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VOUCHED = """
UPDATE registers_registerentry r SET vouched_at = COALESCE((
    SELECT max(e.position) FROM registers_book b
    JOIN journal_chain c ON c.name = b.chain
    JOIN journal_entry e ON e.chain_id = c.id AND e.kind IN ('register.rectified', 'register.annulled')
    WHERE b.id = r.book_id AND r.state <> 'current'
      AND (convert_from(e.body, 'UTF8')::jsonb #>> '{facts,number}')::int = r.number
), r.position)
"""

REGISTER = """
CREATE OR REPLACE FUNCTION registers_register(
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
       {closed}
    RETURNING b.id, b.prefix, b.chain, b.last_number INTO o_book, o_prefix, v_chain, o_number;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT j.o_position, j.o_leaf INTO o_position, o_leaf
      FROM journal_append(v_chain, p_act, p_at, p_actor, p_subject, p_body, o_number) j;
    INSERT INTO registers_registerentry
        (book_id, number, registered_at, subject_kind, subject_id, content_digest, position, state{column})
    VALUES (o_book, o_number, p_at, p_subject_kind, p_subject_id, p_digest, o_position, 'current'{value})
    RETURNING id INTO o_entry;
    RETURN NEXT;
END $$;
"""
NEW = REGISTER.format(closed="AND b.closed_at IS NULL", column=", vouched_at", value=", o_position")
OLD = REGISTER.format(closed="", column="", value="")


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_files'),
        ('registers', '0002_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("registerentry", "vouched_at", models.BigIntegerField(null=True)),
        migrations.RunSQL(VOUCHED, migrations.RunSQL.noop),
        migrations.AlterField("registerentry", "vouched_at", models.BigIntegerField()),
        migrations.RunSQL(NEW, OLD),
        migrations.CreateModel(
            name='PrintedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.SmallIntegerField()),
                ('first_number', models.IntegerField()),
                ('last_number', models.IntegerField()),
            ],
            options={
                'verbose_name': 'printed part',
                'verbose_name_plural': 'printed parts',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Printing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_number', models.IntegerField()),
                ('last_number', models.IntegerField()),
                ('language', models.CharField(max_length=3)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Being set'), ('done', 'Ready'), ('stopped', 'Stopped')], default='waiting', max_length=8)),
                ('total', models.IntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'printing',
                'verbose_name_plural': 'printings',
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_number', models.IntegerField()),
                ('last_number', models.IntegerField()),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('reserved_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'reserved numbers',
                'verbose_name_plural': 'reserved numbers',
            },
        ),
        migrations.AddField(
            model_name='book',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='book',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='registerentry',
            index=models.Index(condition=models.Q(('state', 'current'), _negated=True), fields=['book', 'state'], name='registers_corrected'),
        ),
        migrations.AddIndex(
            model_name='registerentry',
            index=models.Index(fields=['book', 'registered_at'], name='registers_by_day'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.CheckConstraint(condition=models.Q(('vouched_at__gte', models.F('position'))), name='registers_vouched_after_position', violation_error_message='A correction comes after the number it corrects.'),
        ),
        migrations.AddField(
            model_name='printedpart',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile'),
        ),
        migrations.AddField(
            model_name='printing',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='printing',
            name='book',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printings', to='registers.book'),
        ),
        migrations.AddField(
            model_name='printedpart',
            name='printing',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='registers.printing'),
        ),
        migrations.AddField(
            model_name='reservation',
            name='book',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='registers.book'),
        ),
        migrations.AddField(
            model_name='reservation',
            name='reserved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='printing',
            index=models.Index(fields=['book', '-asked_at'], name='registers_printings'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(('first_number__gt', 0), ('last_number__gte', models.F('first_number')), ('total__gt', 0)), name='registers_printing_in_order', violation_error_message='The last number comes after the first.'),
        ),
        migrations.AddConstraint(
            model_name='printing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='registers_printing_ended', violation_error_message='A printing has an end only once it is over.'),
        ),
        migrations.AddConstraint(
            model_name='printedpart',
            constraint=models.UniqueConstraint(fields=('printing', 'position'), name='registers_printed_part_once', violation_error_message='This part is there already.'),
        ),
        migrations.AddConstraint(
            model_name='reservation',
            constraint=models.CheckConstraint(condition=models.Q(('first_number__gt', 0), ('last_number__gte', models.F('first_number'))), name='registers_reservation_in_order', violation_error_message='The last number comes after the first.'),
        ),
    ]
