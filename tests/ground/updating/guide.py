"""The commands that the guide tells administrators to type."""

import re
from pathlib import Path
from textwrap import dedent

TEXT = (Path(__file__).parents[3] / "docs/administration.md").read_text()
HEADING = re.compile(r"^##+ ", re.MULTILINE)
BLOCK = re.compile(r"^( *)```\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def commands(heading, database=None):
    """The blocks of commands below a heading, but for those of another database."""
    section = HEADING.split(TEXT.partition(f"# {heading}\n")[2])[0]
    others = {"sqlite": "postgresql:", "postgresql": "kans.sqlite3"}.get(database)
    blocks = [dedent(block) for _indent, block in BLOCK.findall(section)]
    return [block for block in blocks if not (others and others in block)]
