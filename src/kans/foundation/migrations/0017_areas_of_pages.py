"""What users pinned or opened lately names pages by the area that they are now in."""

from django.db import migrations

AREAS = {
    "changes": "undo",
    "jobs": "background",
    "mail": "background",
    "mentions": "notes",
    "new_number_series": "number_series",
    "number_series": "number_series",
    "shortcuts": "web",
}


def follow(apps, schema_editor):
    kept = apps.get_model("foundation", "Kept")
    for page, area in AREAS.items():
        rows = kept.objects.filter(what=f"page:foundation:{page}")
        rows.update(what=f"page:{area}:{page}")


def go_back(apps, schema_editor):
    kept = apps.get_model("foundation", "Kept")
    for page, area in AREAS.items():
        rows = kept.objects.filter(what=f"page:{area}:{page}")
        rows.update(what=f"page:foundation:{page}")


class Migration(migrations.Migration):
    dependencies = [("foundation", "0016_help_texts")]
    operations = [migrations.RunPython(follow, go_back)]
