"""Puts into the wheel what git does not hold: bundled assets, compiled translations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "src/kans/site/static/dist/app.js").is_file():
            for step in ("install", "bundle"):
                self._run(str(root / "scripts/assets.py"), step)
        locale = root / "src/kans/locale"
        if locale.is_dir():
            options = ("--quiet", "compile", "--domain", "django")
            self._run("-m", "babel.messages.frontend", *options, "-d", str(locale))

    def _run(self, *command: str) -> None:
        subprocess.run([sys.executable, *command], check=True)
