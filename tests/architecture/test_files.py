"""What the house promises of every file, read from its syntax.

A promise is one test, which lists every place where it is broken.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import kans
from tests.architecture.areas import SHARED

ROOT = Path(kans.__file__).parent
FILES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if "migrations" not in path.parts and "testing" not in path.parts
)
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "raw",
}


# A job says as whom the worker acts; what is measured is measured for all.
FINDS_OUT_WHO_ACTS = {
    "foundation/models/jobs.py",
    "foundation/jobs/running.py",
    "foundation/jobs/worker.py",
    "site/metrics.py",  # counts over all companies, and tells of none
}
# A defect in a chunk ends its job, not the worker: as Django does with a page. So does
# one in noting that end.
CATCHES_EVERYTHING = ["foundation/jobs/running.py", "foundation/jobs/running.py"]
# Raised again where the outcome of a thread is awaited.
PASSES_EVERYTHING_ON = ["foundation/jobs/worker.py", "site/threads.py"]


@cache
def trees():
    """Return the syntax of each file: read once it is asked for, not by each worker."""
    return {path: ast.parse(path.read_text()) for path in FILES}


@cache
def nodes_of_files():
    return {path: list(ast.walk(tree)) for path, tree in trees().items()}


def area(path):
    return path.relative_to(ROOT).parts[0]


def named(path):
    return str(path.relative_to(ROOT))


def every(*kinds):
    """Each node of such a kind, with the file it stands in."""
    return (
        (path, node)
        for path, nodes in nodes_of_files().items()
        for node in nodes
        if isinstance(node, kinds)
    )


def at(path, node):
    return f"{named(path)}:{node.lineno}"


def calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def may_write(path):
    """Records and actions do, and what a higher area does when a lower one acts."""
    parts = path.relative_to(ROOT).parts
    return (
        parts[0] in SHARED
        or path.stem in {"models", "actions", "contributions"}
        or "actions" in parts
        or "models" in parts
    )


def writes(tree):
    """Calls that write records: `x.objects….update(…)`, `record.save()`."""
    for call in calls(tree):
        match call.func:
            case ast.Attribute(attr=name, value=value) if name in WRITES:
                if (name in {"save", "delete"} and not call.args) or is_query(value):
                    yield f"line {call.lineno}: .{name}("


def is_query(node):
    """Whether this begins with a manager: `Model.objects`, `record.lines`."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr in {
            "objects",
            "_base_manager",
        }:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def test_only_records_and_actions_write():
    assert [
        f"{named(path)} {write}"
        for path, tree in trees().items()
        if not may_write(path)
        for write in writes(tree)
    ] == []


def test_only_what_is_shared_asks_who_acts():
    assert [
        at(path, name)
        for path, name in every(ast.Name)
        if name.id == "who_acts" and area(path) not in SHARED
    ] == []


def test_no_record_is_reached_around_its_company():
    """`_base_manager` and `before_anyone_acts` are for those who find out who acts."""

    def allowed(path, attribute):
        if attribute == "_base_manager":
            return area(path) in SHARED
        return area(path) == "security" or named(path) in FINDS_OUT_WHO_ACTS

    assert [
        at(path, node)
        for path, node in every(ast.Attribute)
        if node.attr in {"_base_manager", "before_anyone_acts"}
        and not allowed(path, node.attr)
    ] == []


def test_nothing_is_imported_inside_a_function():
    inside = {
        (path, node)
        for path, function in every(ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert [
        at(path, node)
        for path, node in inside
        if path.name != "apps.py"  # where Django asks for it
        and "noqa: PLC0415 (" not in path.read_text().split("\n")[node.lineno - 1]
    ] == []


def test_no_signal_is_listened_to():
    assert [
        at(path, node)
        for path, node in every(ast.ImportFrom, ast.Call)
        if listens_to_a_signal(node)
    ] == []


def listens_to_a_signal(node):
    match node:
        case ast.ImportFrom(module=module) if module:
            return module.endswith(("dispatch", "signals"))
        case ast.Call(func=ast.Attribute(attr="connect", value=ast.Name(id=name))):
            return name in {"post_save", "pre_save", "post_delete", "pre_delete"}
    return False


def test_nothing_after_a_commit_can_fail_what_was_committed():
    """`after_commit` alone waits for it: whatever goes wrong then is only logged."""
    waiting = {
        named(path)
        for path, call in every(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "on_commit"
    }

    assert waiting == {"foundation/journal/afterwards.py"}


def test_nothing_is_caught_broadly():
    """Refusals are caught only where they become words."""
    caught = [
        (path, handler, ast.unparse(handler.type) if handler.type else "everything")
        for path, handler in every(ast.ExceptHandler)
    ]

    assert [
        named(path) for path, _, what in caught if what in {"everything", "Exception"}
    ] == CATCHES_EVERYTHING
    assert [
        named(path)
        for path, handler, what in caught
        if what == "BaseException" and not isinstance(handler.body[-1], ast.Raise)
    ] == PASSES_EVERYTHING_ON


def test_nothing_is_marked_safe_outside_what_is_shared():
    assert [
        at(path, name)
        for path, name in every(ast.Name)
        if name.id == "mark_safe" and area(path) not in SHARED
    ] == []


def test_every_file_says_what_lives_in_it():
    bare = {"__init__.py", "apps.py", "__main__.py"}

    assert [
        named(path)
        for path, tree in trees().items()
        if path.name not in bare and not ast.get_docstring(tree)
    ] == []


@pytest.mark.parametrize(
    "word", ["utils", "helpers", "services", "common", "managers", "signals"]
)
def test_there_is_no_drawer_for_everything(word):
    assert [p for p in FILES if word in p.with_suffix("").parts] == []


def test_rules_are_pure():
    """No database, clock, request or settings in a rule."""
    assert [
        at(path, node)
        for path, tree in trees().items()
        if is_rule(path)
        for node in imported(tree)
        if not is_pure(node)
    ] == []


def imported(tree):
    """Each import from a module, but for those that only name types."""
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node not in typing_only
    )


# A refusal is worded in the language of its reader, and so is what it names.
WITHOUT_A_WORLD = re.compile(
    r"kans\.foundation\.(errors|notation|strings|text\.(?!formats)\w+)"
)


def is_rule(path):
    """Whether it judges or reads, and so must know nothing but what it is given."""
    in_text = path.parent == ROOT / "foundation" / "text" and path.stem != "formats"
    return in_text or "rules" in path.relative_to(ROOT).parts


def is_pure(node):
    module = node.module or ""
    if {name.name for name in node.names} <= {"TextChoices", "IntegerChoices"}:
        return True  # an enum whose members have captions
    if module.startswith("kans."):
        return ".rules" in module or bool(WITHOUT_A_WORLD.fullmatch(module))
    return not module.startswith(
        ("django.db", "django.conf", "django.http", "django.utils.timezone")
    )
