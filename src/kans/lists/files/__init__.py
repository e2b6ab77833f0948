"""Exporting: rows as a file of Excel or CSV, typed and harmless."""
