from django.db import migrations

from kans.foundation.records.search_index import SearchIndex, Trigrams


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0003_duplicates'),
    ]

    operations = [
        Trigrams(),
        migrations.AddIndex(
            model_name='contact',
            index=SearchIndex(fields=['company', 'number_key', 'name_key', 'company_name_key', 'city_key', 'phone_key', 'mobile_phone_key', 'email_key'], name='contact_search'),
        ),
    ]
