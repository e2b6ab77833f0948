"""How values are read and written."""
