"""The row that says the demonstration is loaded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Load",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("loaded_at", models.DateTimeField(verbose_name="loaded at")),
            ],
            options={
                "verbose_name": "load of the demonstration",
                "verbose_name_plural": "loads of the demonstration",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(pk=1),
                        name="demo_loaded_once",
                        violation_error_message="The demonstration is already loaded.",
                    )
                ],
            },
        ),
    ]
