"""SQLite, with an end to statements that take too long."""
