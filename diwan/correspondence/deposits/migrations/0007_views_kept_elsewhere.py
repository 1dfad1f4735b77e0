"""Views kept under a name are those of any list now: they move to `core/saved_views`, and back if this is undone."""

from django.db import migrations

LISTING = "deposits.queue"
FIELDS = ("owner_id", "unit_id", "name", "query", "position", "is_default")


def carry(source, target, **said):
    rows = [{name: getattr(row, name) for name in FIELDS} for row in source]
    target.objects.bulk_create(target(**row, **said) for row in rows)


def out(apps, schema_editor):
    there = apps.get_model("saved_views", "SavedView")
    carry(apps.get_model("deposits", "SavedView").objects.order_by("pk"), there, listing=LISTING)


def back(apps, schema_editor):
    rows = apps.get_model("saved_views", "SavedView").objects.filter(listing=LISTING)
    carry(rows.order_by("pk"), apps.get_model("deposits", "SavedView"))
    rows.delete()


class Migration(migrations.Migration):

    dependencies = [("deposits", "0006_due_date_moved"), ("saved_views", "0001_kept_views")]

    operations = [
        migrations.RunPython(out, back),
        migrations.DeleteModel(name="SavedView"),
    ]
