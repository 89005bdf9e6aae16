from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wagtail_mentoring', '0012_feedback'),
    ]

    # The old constraint goes last: on MariaDB the key to the round rests on its index until then.
    operations = [
        migrations.AddField(
            model_name='dailycount',
            name='site_key',
            field=models.PositiveIntegerField(default=0, help_text='The key of the site, 0 without one. No foreign key: a row must be unique in every database, and outlive its site.'),
        ),
        migrations.AddConstraint(
            model_name='dailycount',
            constraint=models.UniqueConstraint(fields=('round', 'event', 'day', 'kind', 'site_key'), name='mentoring_daily_count_per_site'),
        ),
        migrations.RemoveConstraint(
            model_name='dailycount',
            name='mentoring_daily_count_once',
        ),
    ]
