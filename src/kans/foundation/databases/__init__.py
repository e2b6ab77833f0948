"""Django's databases, with an end to what takes too long or never answers."""
