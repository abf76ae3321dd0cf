from django.db import migrations, models

WHOLE = {"blank": True, "null": True}


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_registers")]

    operations = [
        migrations.AddField(
            "firmversion", "innovation_score", models.BigIntegerField(**WHOLE, verbose_name="创新能力评价得分")
        ),
        migrations.AddField(
            "householdversion", "assistance_monthly", models.BigIntegerField(**WHOLE, verbose_name="现月救助金")
        ),
        migrations.AddField(
            "personversion", "father_absent_months", models.BigIntegerField(**WHOLE, verbose_name="父亲羁押或失联月数")
        ),
        migrations.AddField(
            "personversion", "mother_absent_months", models.BigIntegerField(**WHOLE, verbose_name="母亲羁押或失联月数")
        ),
        migrations.AddField(
            "personversion",
            "has_able_supporter",
            models.BooleanField(**WHOLE, verbose_name="有履行能力的法定义务人"),
        ),
    ]
