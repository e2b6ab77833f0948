"""The test client: what it sends comes from a form that was just opened."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from kans.foundation.actions.idempotency import HEADER


class FormClient(Client):
    """Sends each form with a key of its own, unless a test names one."""

    def post(self, path: str, *args: Any, headers: Any = None, **options: Any) -> Any:
        headers = {HEADER: uuid4().hex, **(headers or {})}
        return super().post(path, *args, headers=headers, **options)

    def confirm(self, path: str, typed: dict[str, Any] | None = None) -> Any:
        """Open a question and answer it: the version that it showed comes along."""
        shown = re.search(r'name="version" value="(\d+)"', self.get(path).text)
        version = {"version": shown[1]} if shown else {}
        return self.post(path, {**version, **(typed or {})})
