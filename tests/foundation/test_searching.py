"""Searching by words: the same rows on both databases, also through the index."""

from __future__ import annotations

import random

import pytest
from django.db import connection, models

from kans.contacts.models import Contact
from kans.foundation.acting.actors import acting_as
from kans.foundation.journal.journal import open_change
from kans.foundation.records.search_index import (
    BEFORE_A_WORD,
    Trigrams,
    TrigramsMissing,
    condition,
)
from kans.foundation.records.search_index.searching import search_condition, words
from kans.foundation.strings import normalised
from kans.opportunities.models import Opportunity
from tests.builders import a_company, a_contact, an_actor, an_opportunity

FIELDS = ("number", "name", "company_name", "city", "phone", "mobile_phone", "email")
PIECES = (
    *("an", "Anna", "b", "Brandt", "De", "é", "Groß", "Øst", "x", "o", "Ĳssel", "жук"),
    *(
        "1",
        "06",
        "12",
        "100%",
        "a_b",
        "\\",
        "'s",
        '"',
        "株式会社",
        "printer",
        "printers",
    ),
)
JOINTS = (" ", " ", "-", "/", ".", ",", "&", "(", "'", "@", "_", "", "+", ")", "  ")


def a_text(chance, pieces=3):
    made = chance.choices(PIECES, k=chance.randint(0, pieces))
    return "".join(piece + chance.choice(JOINTS) for piece in made).strip()


def asked(chance):
    """What somebody types: a word or its beginning, words, or a quoted phrase."""
    text = a_text(chance, 4)[chance.choice((0, 0, 1)) :]
    text = text[: chance.randint(1, 12)]
    return f'"{text}"' if chance.random() < 0.2 else text


def found(text, model=Contact, fields=FIELDS):
    rows = model.objects.filter(search_condition(model, fields, text))
    return sorted(rows.values_list("number", flat=True))


def by_reading(text, rows):
    """The same, slowly: every word begins a word in some field (FLT-3)."""
    return sorted(
        row.number
        for row in rows
        if all(
            any(stands(normalised(getattr(row, f)), *word) for f in FIELDS)
            for word in words(text)
        )
    )


def stands(key, word, quoted):
    places = [at for at in range(len(key)) if key.startswith(word, at)]
    begun = [at for at in places if at == 0 or key[at - 1] in BEFORE_A_WORD]
    return bool(places if quoted else begun)


def some_contacts(chance, count):
    return [
        a_contact(
            a_text(chance) or "Nobody",
            city=a_text(chance, 1)[:30],
            phone=a_text(chance, 2)[:30],
            email=a_text(chance, 2)[:80],
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("few", [0, 3, 2000])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_is_what_reading_every_row_finds(ann, monkeypatch, seed, few):
    monkeypatch.setattr(condition, "FEW", few)
    chance = random.Random(seed)
    rows = some_contacts(chance, 25)

    for _ in range(60):
        text = asked(chance)
        assert found(text) == by_reading(text, rows), text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("con", ["CT1"]),
        ("z", ["CT1"]),
        ("ontoso", []),
        ("b.v", ["CT1"]),
        ("b v", ["CT1"]),
        ("b-v", []),
        ("06-12", ["CT1"]),
        ("06 12", ["CT1"]),
        ("06/12", []),
        ("12 contoso zwolle", ["CT1"]),
        ("contoso ghent", []),
        ('"toso B.V"', ["CT1"]),
        ('"toso b-v"', []),
        ('"to"', ["CT1"]),
        ("100%", []),
    ],
)
def test_words_stand_in_any_field_and_signs_are_as_typed(ann, text, numbers):
    a_contact("Contoso B.V.", number="CT1", phone="06-12", city="Zwolle")
    a_contact("Fabrikam", number="CT2", phone="0612", city="Ghent")

    assert found(text) == numbers


def test_another_company_is_not_found(ann):
    with acting_as(an_actor(a_company("Other"))):
        a_contact("Contoso")

    assert found("contoso") == []


def test_opportunities_are_found_by_number_description_and_names(ann):
    one = an_opportunity("Meet", number="OP7", description="Wind mills")
    fields = ("number", "description", "contact_name", "company_name")

    for text in ("op7", "mi", one.contact_name, f"wind {one.company_name}"):
        assert found(text, Opportunity, fields) == ["OP7"]


class TestKeepingInStep:
    def test_a_change_a_deletion_and_another_way_are_followed(self, ann):
        contact = a_contact("Contoso")
        with open_change("test"):
            contact.take_name("Fabrikam")
            contact.save()
            assert (found("contoso"), found("fabrikam")) == ([], [contact.number])

            Contact.objects.update(city="Zwolle")
            assert found("fabrikam zwolle") == [contact.number]

            contact.refresh_from_db()
            contact.delete()
        assert found("fabrikam") == []

    def test_many_at_once_are_followed(self, ann):
        with open_change("test"):
            Contact.objects.bulk_create(
                Contact(number=f"CT{n}", name="Contoso") for n in range(5)
            )
            assert len(found("contoso")) == 5

            Contact.objects.filter(number="CT1").delete()
        assert len(found("contoso")) == 4

    def test_plain_sql_is_followed(self, ann):
        contact = a_contact("Contoso")
        table, key = Contact._meta.db_table, contact.number

        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET name_key = 'zeta', company_name_key = ''"
            )
            assert (found("contoso"), found("zeta")) == ([], [key])
            cursor.execute(f"DELETE FROM {table}")
            assert found("zeta") == []
            cursor.execute("SELECT count(*) FROM contact_search")
            assert cursor.fetchone() == (0,)

    def test_a_row_written_over_another_is_followed(self, ann):
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite replaces rows")
        contact = a_contact("Contoso")
        columns = [f.column for f in Contact._meta.concrete_fields]
        put = ["'zeta'" if c == "name_key" else c for c in columns]

        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT OR REPLACE INTO contacts_contact ({', '.join(columns)}) "
                f"SELECT {', '.join(put)} FROM contacts_contact"
            )
            cursor.execute(
                "INSERT INTO contact_search_trigrams (contact_search_trigrams) "
                "VALUES ('integrity-check')"
            )

        assert found("zeta") == [contact.number]

    @pytest.mark.django_db(transaction=True)
    def test_a_table_that_a_migration_makes_anew_is_followed(self, ann):
        contact = a_contact("Contoso")
        longer = models.CharField(max_length=101, blank=True)
        longer.set_attributes_from_name("address")

        with connection.schema_editor() as editor:
            editor.alter_field(Contact, Contact._meta.get_field("address"), longer)
            assert found("contoso") == [contact.number]
        a_contact("Fabrikam", number="CT9")

        assert found("fabrikam") == ["CT9"]
        with connection.schema_editor() as editor:
            editor.alter_field(Contact, longer, Contact._meta.get_field("address"))

    @pytest.mark.django_db(transaction=True)
    def test_the_index_goes_and_comes_back_with_its_migration(self, ann):
        contact = a_contact("Contoso")
        (index,) = (i for i in Contact._meta.indexes if i.name == "contact_search")

        with connection.schema_editor() as editor:
            editor.remove_index(Contact, index)
        with connection.schema_editor() as editor:
            assert "contact_search" not in connection.introspection.table_names()
            editor.add_index(Contact, index)

        assert found("contoso") == [contact.number]


@pytest.mark.django_db(transaction=True)
def test_who_may_not_create_the_extension_is_told_what_to_run():
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has extensions")

    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk")
        cursor.execute(
            "UPDATE pg_extension SET extname = 'x' WHERE extname = 'pg_trgm'"
        )
        cursor.execute("SET ROLE clerk")
    try:
        with connection.schema_editor() as editor, pytest.raises(TrigramsMissing) as e:
            Trigrams().database_forwards("contacts", editor, None, None)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "UPDATE pg_extension SET extname = 'pg_trgm' WHERE extname = 'x'"
            )
            cursor.execute("DROP ROLE clerk")

    assert "CREATE EXTENSION pg_trgm;" in str(e.value)
