"""What was done, written down with what it changed."""
