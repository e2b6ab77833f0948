"""Loads what a worker needs, and opens nothing: see `worker.py`."""

import django

django.setup()

__import__("tests.jobs.kinds")
__import__("kans.site.urls")
