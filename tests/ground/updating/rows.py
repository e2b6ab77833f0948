"""All rows of a database, whichever it is, as text."""

import sqlite3
from contextlib import closing

import psycopg

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master"
    " WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def asked(url, question):
    """The heads and rows that answer a question in SQL."""
    with closing(_connected(url)) as database:
        answer = database.execute(question)
        heads = [column[0] for column in answer.description or ()]
        return heads, answer.fetchall()


def all_rows(url):
    """By table: its rows, each by the names of its columns."""
    _heads, tables = asked(url, TABLES[url.partition(":")[0]])
    return {table: rows_of(url, table) for (table,) in tables}


def rows_of(url, table):
    heads, rows = asked(url, f'SELECT * FROM "{table}"')
    told = (dict(zip(heads, map(repr, row), strict=True)) for row in rows)
    return sorted(told, key=lambda row: [*row.values()])


def _connected(url):
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url)
