"""The pages on which a list is arranged, and its views are kept."""
