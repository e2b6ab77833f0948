"""The index as a model declares it: Django makes and removes it in a migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q

from kans.foundation.acting.actors import who_acts
from kans.foundation.records.search_index import postgresql, sqlite
from kans.foundation.records.search_index.condition import IsFound, Says
from kans.foundation.records.search_index.text import SHORTEST

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

    from kans.foundation.records.search_index.condition import Found

DATABASES: dict[str, Any] = {"postgresql": postgresql, "sqlite": sqlite}


class SearchIndex(models.Index):
    """Finds the rows of a company in whose keys words begin and phrases stand.

    Its fields are the company and keys of text.
    """

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **_options: Any,
    ) -> Statement:
        """Make the table beside it, with triggers and trigrams, and fill them.

        SQLite takes one statement at a time. When a migration makes the table anew it
        loses its triggers; Django asks for its indexes, so that they come back, and
        what is deferred waits until the new table has the old one's name.
        """
        database = DATABASES[schema_editor.connection.vendor]
        company, *keys = (_column(model, name) for name, _ in self.fields_orders)
        names = {
            "name": self.name,
            "table": Table(model._meta.db_table, schema_editor.quote_name),
            "columns": ", ".join([company, *keys]),
            "text_of_row": database.text_of(keys),
            "text_of_new": database.text_of([f"NEW.{key}" for key in keys]),
        }
        made = [Statement(text, **names) for text in database.MADE]
        schema_editor.deferred_sql += made[1:]
        return made[0]

    def remove_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        **_options: Any,
    ) -> str:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        texts = DATABASES[schema_editor.connection.vendor].REMOVED
        *first, last = (Statement(text, table=table, name=self.name) for text in texts)
        for statement in first:
            schema_editor.execute(statement)
        return str(last)

    def keys(self) -> frozenset[str]:
        """The names of the keys in which it looks."""
        return frozenset(name for name, _ in self.fields_orders[1:])

    def in_which_stand(self, texts: list[str]) -> Q:
        """That all of these stand in the text of a row of the company at work in.

        The few rows in which they do are looked up. Where there are many, or a text
        is too short for the index, any way through the table soon meets enough.
        """
        asked = [text for text in texts if len(text) >= SHORTEST]
        found = self._found(asked)
        if found is None:
            return self.says(texts)
        return Q(IsFound(found)) & (Q() if asked == texts else self.says(texts))

    def says(self, texts: list[str]) -> Q:
        """The same of rows that are read anyway, by reading their texts."""
        return Q(Says(self._database.said(self.name, texts)))

    def _found(self, asked: list[str]) -> Found | None:
        if not asked:
            return None
        key = models.UUIDField()
        company = key.get_db_prep_value(who_acts().company.pk, connection)
        found: Found = self._database.found(self.name, company, asked)
        return found if found.are_few() else None

    @property
    def _database(self) -> Any:
        return DATABASES[connection.vendor]


def search_index_of(model: type[models.Model]) -> SearchIndex | None:
    indexes = (i for i in model._meta.indexes if isinstance(i, SearchIndex))
    return next(indexes, None)


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.column
    return field.column
