"""The index on PostgreSQL: GIN over the trigrams of its extension pg_trgm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.migrations.operations.base import Operation
from django.db.utils import DatabaseError
from django.utils.translation import gettext_lazy as _

from kans.foundation.errors import DomainError
from kans.foundation.records.search_index.condition import Found
from kans.foundation.records.search_index.text import BEFORE_A_WORD

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

MADE = (
    """
CREATE TABLE %(name)s (
    id uuid PRIMARY KEY, company_id uuid NOT NULL, text text COLLATE "C" NOT NULL
);
CREATE FUNCTION %(name)s_keep() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE %(name)s;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM %(name)s WHERE id = OLD.id;
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO %(name)s (id, company_id, text)
        SELECT id, company_id, %(text_of_row)s FROM made;
    ELSE
        UPDATE %(name)s SET company_id = NEW.company_id, text = %(text_of_new)s
        WHERE id = NEW.id AND (company_id, text) <> (NEW.company_id, %(text_of_new)s);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER %(name)s_insert AFTER INSERT ON %(table)s
REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION %(name)s_keep();
CREATE TRIGGER %(name)s_update AFTER UPDATE OF %(columns)s ON %(table)s
FOR EACH ROW EXECUTE FUNCTION %(name)s_keep();
CREATE TRIGGER %(name)s_delete AFTER DELETE ON %(table)s
FOR EACH ROW EXECUTE FUNCTION %(name)s_keep();
CREATE TRIGGER %(name)s_truncate AFTER TRUNCATE ON %(table)s
FOR EACH STATEMENT EXECUTE FUNCTION %(name)s_keep();
INSERT INTO %(name)s (id, company_id, text)
SELECT id, company_id, %(text_of_row)s FROM %(table)s;
CREATE INDEX %(name)s_trigrams ON %(name)s USING gin (text gin_trgm_ops);
""",
)

REMOVED = (
    """
DROP TRIGGER %(name)s_insert ON %(table)s;
DROP TRIGGER %(name)s_update ON %(table)s;
DROP TRIGGER %(name)s_delete ON %(table)s;
DROP TRIGGER %(name)s_truncate ON %(table)s;
DROP FUNCTION %(name)s_keep();
DROP TABLE %(name)s;
""",
)


def text_of(columns: list[str]) -> str:
    lines = " || ".join(f"E'\\n ' || {column}" for column in columns)
    letters = BEFORE_A_WORD.replace(" ", "").replace("'", "''")
    spaced = f"translate({lines}, '{letters}', '{' ' * len(BEFORE_A_WORD.strip())}')"
    return f"replace({spaced}, ' ', '  ')"


def found(name: str, company: Any, texts: list[str]) -> Found:
    return Found(
        f"SELECT id FROM {name} WHERE company_id = %s"  # noqa: S608 (ours)
        + " AND text LIKE %s" * len(texts),
        (company, *(f"%{_literal(text)}%" for text in texts)),
    )


def said(name: str, texts: list[str]) -> Found:
    stands = " AND ".join(["strpos(r.text, %s) > 0"] * len(texts))
    return Found(f"SELECT 1 FROM {name} r WHERE {stands}", tuple(texts))  # noqa: S608 (ours)


def _literal(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, "\\" + special)
    return text


class TrigramsMissing(DomainError):
    message = _(
        "Kans searches by PostgreSQL's extension pg_trgm, which database user "
        "%(user)s may not create. Connect to database %(database)s as a superuser, "
        "run CREATE EXTENSION pg_trgm; and migrate again."
    )


class Trigrams(Operation):
    """Have the extension there before an index needs it; SQLite has its own."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        connection = schema_editor.connection
        if connection.vendor != "postgresql" or self._is_there(schema_editor):
            return
        try:
            with transaction.atomic(connection.alias):
                schema_editor.execute("CREATE EXTENSION pg_trgm")
        except DatabaseError as refused:
            facts = connection.settings_dict
            raise TrigramsMissing(user=facts["USER"], database=facts["NAME"]) from (
                refused
            )

    def _is_there(self, schema_editor: BaseDatabaseSchemaEditor) -> bool:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            return cursor.fetchone() is not None

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Leave it: others in the database may use it too."""

    def describe(self) -> str:
        return "Needs the extension pg_trgm on PostgreSQL"
