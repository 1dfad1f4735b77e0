from django.db import migrations, models


class Migration(migrations.Migration):
    """A message may be refused because its sender asked for it back."""

    dependencies = [
        ("exchange", "0002_fault"),
    ]

    operations = [
        migrations.AlterField(
            model_name="incomingmessage",
            name="refusal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("body_unknown", "The addressee is not there."),
                    ("body_abolished", "The addressee was abolished and nobody there took over from it."),
                    ("too_large", "A file is larger than the other instance takes."),
                    ("too_many_files", "There are more files than the other instance takes."),
                    ("withdrawn", "Its sender asked for it back before it was taken over."),
                    ("file_refused", "A file is of a type that is not accepted there, is damaged, or carries a virus."),
                ],
                max_length=20,
                verbose_name="why refused",
            ),
        ),
    ]
