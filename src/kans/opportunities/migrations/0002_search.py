from django.db import migrations

from kans.foundation.records.search_index import SearchIndex, Trigrams


class Migration(migrations.Migration):

    dependencies = [
        ('opportunities', '0001_initial'),
    ]

    operations = [
        Trigrams(),
        migrations.AddIndex(
            model_name='opportunity',
            index=SearchIndex(fields=['company', 'number_key', 'description_key', 'contact_name_key', 'company_name_key'], name='opportunity_search'),
        ),
    ]
