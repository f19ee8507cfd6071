"""The database refuses to change an audit row, and the chain gets its first head."""

from django.db import migrations

from kpcs.office.audit import triggers


def place_head(apps, _schema_editor):
    # SHA-256("kpcs/audit/1"), as in chain.GENESIS
    genesis = bytes.fromhex("c26390e64e3e867a83b60bbe49bdcbdee5203d40c00da317de17deebf1a749b9")
    apps.get_model("audit", "Head").objects.create(id=1, sequence=0, digest=genesis, at=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(triggers.install), migrations.RunPython(place_head)]
