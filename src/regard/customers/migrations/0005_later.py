
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_declared_shared'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoubtAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.BigIntegerField()),
                ('other', models.BigIntegerField()),
                ('value_key', models.BinaryField()),
                ('by', models.CharField(max_length=254)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'doubt_aside',
                'indexes': [models.Index(fields=['other'], name='left_for_later_of_other')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other', 'value_key'), name='left_for_later_once')],
            },
        ),
    ]
