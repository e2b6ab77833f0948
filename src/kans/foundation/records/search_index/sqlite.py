"""The index on SQLite: FTS5 with its trigrams.

A row's own place in its table does not last, so that the table beside it numbers them.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from kans.foundation.records.search_index.condition import Found
from kans.foundation.records.search_index.text import BEFORE_A_WORD

MADE = (
    """
CREATE TABLE IF NOT EXISTS %(name)s (
    at integer PRIMARY KEY,
    id char(32) NOT NULL UNIQUE,
    company_id char(32) NOT NULL,
    text text NOT NULL
)""",
    """
CREATE VIRTUAL TABLE IF NOT EXISTS %(name)s_trigrams USING fts5(
    text, content='%(name)s', content_rowid='at', columnsize=0,
    tokenize='trigram case_sensitive 1'
)""",
    # What is in the table is in its trigrams.
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_added AFTER INSERT ON %(name)s BEGIN
    INSERT INTO %(name)s_trigrams (rowid, text) VALUES (NEW.at, NEW.text);
END""",
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_removed AFTER DELETE ON %(name)s BEGIN
    INSERT INTO %(name)s_trigrams (%(name)s_trigrams, rowid, text)
    VALUES ('delete', OLD.at, OLD.text);
END""",
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_changed AFTER UPDATE ON %(name)s BEGIN
    INSERT INTO %(name)s_trigrams (%(name)s_trigrams, rowid, text)
    VALUES ('delete', OLD.at, OLD.text);
    INSERT INTO %(name)s_trigrams (rowid, text) VALUES (NEW.at, NEW.text);
END""",
    # What is in the rows is in the table. A row may be there already: REPLACE deletes
    # without telling.
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_insert AFTER INSERT ON %(table)s BEGIN
    DELETE FROM %(name)s WHERE id = NEW.id;
    INSERT INTO %(name)s (id, company_id, text)
    VALUES (NEW.id, NEW.company_id, %(text_of_new)s);
END""",
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_update
AFTER UPDATE OF %(columns)s ON %(table)s BEGIN
    UPDATE %(name)s SET company_id = NEW.company_id, text = %(text_of_new)s
    WHERE id = NEW.id AND (text <> %(text_of_new)s OR company_id <> NEW.company_id);
END""",
    """
CREATE TRIGGER IF NOT EXISTS %(name)s_delete AFTER DELETE ON %(table)s BEGIN
    DELETE FROM %(name)s WHERE id = OLD.id;
END""",
    """
INSERT INTO %(name)s (id, company_id, text)
SELECT id, company_id, %(text_of_row)s FROM %(table)s WHERE true
ON CONFLICT (id) DO UPDATE SET text = excluded.text WHERE text <> excluded.text
""",
)

REMOVED = (
    "DROP TRIGGER IF EXISTS %(name)s_insert",
    "DROP TRIGGER IF EXISTS %(name)s_update",
    "DROP TRIGGER IF EXISTS %(name)s_delete",
    "DROP TABLE IF EXISTS %(name)s_trigrams",
    "DROP TABLE IF EXISTS %(name)s",
)


def text_of(columns: list[str]) -> str:
    lines = " || ".join(f"char(10, 32) || {column}" for column in columns)
    spaced = reduce(_with_a_space_for, BEFORE_A_WORD.replace(" ", ""), lines)
    return f"replace({spaced}, ' ', '  ')"


def _with_a_space_for(text: str, letter: str) -> str:
    return f"replace({text}, char({ord(letter)}), ' ')"


def found(name: str, company: Any, texts: list[str]) -> Found:
    phrases = (text.replace('"', '""') for text in texts)
    return Found(
        f"SELECT r.id FROM {name}_trigrams t CROSS JOIN {name} r ON r.at = t.rowid "  # noqa: S608 (ours)
        "WHERE t.text MATCH %s AND r.company_id = %s",
        (" ".join(f'"{phrase}"' for phrase in phrases), company),
    )


def said(name: str, texts: list[str]) -> Found:
    stands = " AND ".join(["instr(r.text, %s) > 0"] * len(texts))
    return Found(f"SELECT 1 FROM {name} r WHERE {stands}", tuple(texts))  # noqa: S608 (ours)
