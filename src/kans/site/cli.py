"""The command line `kans`. `kans serve` watches over others for months, so nothing is
loaded for it but what it needs."""

import sys
from importlib import import_module

from kans.site.umask import write_for_ourselves
from kans.version import version


def main() -> None:
    if "--version" in sys.argv[1:] or sys.argv[1:] == ["version"]:
        print(version())  # noqa: T201 - Django would print its own
        return
    write_for_ourselves()
    module = "serving" if sys.argv[1:2] == ["serve"] else "manage"
    import_module(f"kans.site.{module}").main()
