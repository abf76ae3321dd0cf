"""Faults of bids kept as sentences become templates with nothing to fill in, as they are kept since 0004."""

from django.db import migrations


def to_templates(apps, schema_editor):
    bids = apps.get_model("projects", "Bid").objects
    for bid in bids.exclude(faults=[]):
        bid.faults = [_template(fault) for fault in bid.faults]
        bid.save(update_fields=["faults"])


def _template(fault):
    return [fault.replace("{", "{{").replace("}", "}}"), {}] if isinstance(fault, str) else fault


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_contracts_paid_and_oversight")]
    operations = [migrations.RunPython(to_templates, migrations.RunPython.noop)]
