
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0002_write_keys'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='country',
            field=models.CharField(blank=True, default='', max_length=2),
        ),
        migrations.AddField(
            model_name='source',
            name='shared_device',
            field=models.BooleanField(default=False),
        ),
    ]
