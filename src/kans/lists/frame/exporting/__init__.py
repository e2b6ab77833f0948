"""Exporting a list: from its dialog, by a job, by a command."""
