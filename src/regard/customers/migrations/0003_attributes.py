
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_saying'),
    ]

    operations = [
        migrations.AddField(
            model_name='identifier',
            name='forms',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('no', models.BigAutoField(primary_key=True, serialize=False)),
                ('one', models.BigIntegerField()),
                ('other', models.BigIntegerField()),
                ('value_key', models.BinaryField(null=True)),
                ('reason', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'doubt',
                'indexes': [models.Index(fields=['one'], name='doubt_of_one'), models.Index(fields=['other'], name='doubt_of_other')],
            },
        ),
    ]
