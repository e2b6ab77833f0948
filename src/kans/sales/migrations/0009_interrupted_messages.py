from django.db import migrations
from django.db.models import F


def say_that_it_is_uncertain(apps, schema_editor):
    """Messages that a worker was at when it died: the mail server may have them."""
    jobs = apps.get_model("foundation", "Job").objects.filter(kind="send_message")
    begun = jobs.filter(measured=True, attempts__gt=0, ended_at=None)
    begun.filter(handed_over_at=None).update(handed_over_at=F("begun_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("foundation", "0013_idempotency"),
        ("sales", "0008_mail_tried_again"),
    ]

    operations = [
        migrations.RunPython(say_that_it_is_uncertain, migrations.RunPython.noop),
    ]
