from django.db import migrations


def count(apps, schema_editor):
    """Drawings made before results were kept: every firm drawn waits, but for upheld objections to the visit."""
    drawings = apps.get_model("accountability", "Drawing").objects
    for row in drawings.defer("population", "conflicts"):
        lifted = set(row.objections.filter(kind="visit", outcome="upheld").values_list("subject", flat=True))
        drawings.filter(pk=row.pk).update(waiting=sum(line["subject"] not in lifted for line in row.drawn))


class Migration(migrations.Migration):
    dependencies = [("accountability", "0007_inspection_results")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
