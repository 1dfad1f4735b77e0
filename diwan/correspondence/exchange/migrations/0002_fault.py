from django.db import migrations, models


class Migration(migrations.Migration):
    """Why a call failed is a word of ours, said in the language of the reader; what the network said stays beside it."""

    dependencies = [
        ("exchange", "0001_exchange"),
    ]

    operations = [
        migrations.AddField(
            model_name="instance",
            name="last_fault",
            field=models.CharField(
                blank=True,
                choices=[
                    ("name", "Its name is not found on the network."),
                    ("closed", "Nothing answers at its address."),
                    ("slow", "It does not answer in time."),
                    ("certificate", "Its web certificate is not one that we believe."),
                    ("broken", "The line broke before a whole answer came."),
                    ("ill", "It answers that it is out of order."),
                    ("strange", "What answers there does not speak our protocol."),
                    ("example", "Its name is one of those kept for examples: nobody is called there."),
                    ("address", "Its address is not one that may be called."),
                    ("unproved", "It answered without the evidence that we must have."),
                    ("unsealed", "Its directory is not sealed as it should be."),
                    ("stopped", "We exchange nothing with it at present."),
                    ("refused", "It answers, and refuses the call."),
                    ("not_known", "It does not know this instance."),
                    ("clock_too_far", "Its clock and ours are more than five minutes apart."),
                    ("suspended", "It takes nothing from this instance at present."),
                ],
                default="",
                max_length=20,
                verbose_name="why the last call failed",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="instance",
            name="last_error",
            field=models.CharField(blank=True, max_length=300, verbose_name="what the network said"),
        ),
    ]
