"""What people hang on records: comments, mentions, files."""
