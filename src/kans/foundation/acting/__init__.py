"""Who acts, in which company, when, and what they may."""
