"""The kernel that every area stands on: it knows no business, and no page."""
