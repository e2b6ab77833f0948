"""The one door: what an action is, and what it answers."""
