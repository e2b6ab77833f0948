"""PostgreSQL, with an end to statements that take too long and to silence."""
