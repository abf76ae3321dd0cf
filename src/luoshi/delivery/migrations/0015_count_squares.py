from django.db import migrations
from django.db.models import F, Sum

FIELDS = {"clause": "clause", "measure": "measure", "unit": "lead__code"}


def count(apps, _schema):
    """How much the tasks under each heading differ, which tallies kept before did not count."""
    tasks, tallies = apps.get_model("delivery", "Task").objects, apps.get_model("delivery", "TaskTally").objects
    for kind, field in FIELDS.items():
        found = (
            tasks.order_by().values_list("document", field, "light").annotate(total=Sum(F("percent") * F("percent")))
        )
        squares = {tuple(heading): total for *heading, total in found}
        rows = list(tallies.filter(kind=kind))
        for row in rows:
            row.percent_squares = squares.get((row.document, row.code, row.light), 0)
        tallies.bulk_update(rows, ["percent_squares"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0014_noise_and_sources_of_figures")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
