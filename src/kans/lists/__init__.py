"""Lists: columns, filters, groups, views, bulk actions, exported files."""
