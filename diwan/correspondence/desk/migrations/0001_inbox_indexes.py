"""Each folder of an inbox is one index away: those that circulation and letters do not keep for themselves."""

from django.db import migrations

INDEXES = {
    "desk_copies": "circulation_instruction (post_id, given_at DESC, id DESC) WHERE verb = 'inform'",
    "desk_done": "circulation_instruction (post_id, coalesce(ended_at, answered_at) DESC, id DESC) WHERE state <> 'open'",
    "desk_to_dispatch": "letters_letter (office_id, registered_at DESC, id DESC) WHERE state = 'registered'",
    "desk_drafts": "letters_letter (author_id, begun_at DESC, id DESC) WHERE state = 'draft'",
}


class Migration(migrations.Migration):

    dependencies = [("circulation", "0001_circulation"), ("letters", "0001_letters")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {what}", f"DROP INDEX {name}") for name, what in INDEXES.items()
    ]
