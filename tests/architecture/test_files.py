"""What the house promises of every file, read from its syntax."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kans

ROOT = Path(kans.__file__).parent
FILES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if "migrations" not in path.parts and "testing" not in path.parts
)
TREES = {path: ast.parse(path.read_text()) for path in FILES}
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


# A job says as whom the worker acts.
FINDS_OUT_WHO_ACTS = {
    "foundation/models/jobs.py",
    "foundation/jobs/running.py",
    "foundation/jobs/worker.py",
}
# A defect in a chunk ends its job, not the worker: as Django does with a page.
SENDS_AFTER_A_COMMIT = {"foundation/mentions.py", "security/actions/users.py"}
CATCHES_EVERYTHING = {"foundation/jobs/running.py": 1}


def area(path):
    return path.relative_to(ROOT).parts[0]


def named(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(params=FILES, ids=named)
def path(request):
    return request.param


def calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def may_write(path):
    """Records and actions do, and what a higher area does when a lower one acts."""
    parts = path.relative_to(ROOT).parts
    return (
        parts[0] == "foundation"
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


def test_only_records_and_actions_write(path):
    if not may_write(path):
        assert list(writes(TREES[path])) == []


def test_only_the_foundation_asks_who_acts(path):
    names = {n.id for n in ast.walk(TREES[path]) if isinstance(n, ast.Name)}
    assert area(path) == "foundation" or "who_acts" not in names


def test_no_record_is_reached_around_its_company(path):
    """`_base_manager` and `before_anyone_acts` are for those who find out who acts."""
    attributes = {n.attr for n in ast.walk(TREES[path]) if isinstance(n, ast.Attribute)}
    assert area(path) == "foundation" or "_base_manager" not in attributes
    finds_out = area(path) == "security" or named(path) in FINDS_OUT_WHO_ACTS
    assert finds_out or "before_anyone_acts" not in attributes


def test_nothing_is_imported_inside_a_function(path):
    if path.name == "apps.py":  # where Django asks for it
        return
    for function in ast.walk(TREES[path]):
        if isinstance(function, ast.FunctionDef):
            inner = [
                node.lineno
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
                and "noqa: PLC0415 ("
                not in path.read_text().split("\n")[node.lineno - 1]
            ]
            assert inner == []


def test_no_signal_is_listened_to(path):
    for node in ast.walk(TREES[path]):
        match node:
            case ast.ImportFrom(module=module) if module:
                assert not module.endswith(("dispatch", "signals"))
            case ast.Call(func=ast.Attribute(attr="connect", value=ast.Name(id=name))):
                assert name not in {
                    "post_save",
                    "pre_save",
                    "post_delete",
                    "pre_delete",
                }


def test_nothing_after_a_commit_can_fail_what_was_committed():
    """`after_commit` alone waits for it: whatever goes wrong then is only logged."""
    waiting = {
        named(path)
        for path, tree in TREES.items()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "on_commit"
    }

    assert waiting == {"foundation/afterwards.py", *SENDS_AFTER_A_COMMIT}


def test_no_refusal_is_caught_but_at_the_edge(path):
    """Nothing is caught broadly, and refusals only where they become words."""
    broadly = 0
    for handler in ast.walk(TREES[path]):
        if isinstance(handler, ast.ExceptHandler):
            caught = ast.unparse(handler.type) if handler.type else "everything"
            broadly += caught in {"everything", "Exception"}
            if caught == "BaseException":
                assert isinstance(handler.body[-1], ast.Raise)
    assert broadly == CATCHES_EVERYTHING.get(named(path), 0)


def test_nothing_is_marked_safe_outside_the_foundation(path):
    names = {n.id for n in ast.walk(TREES[path]) if isinstance(n, ast.Name)}
    assert area(path) == "foundation" or "mark_safe" not in names


def test_every_file_says_what_lives_in_it(path):
    bare = {"__init__.py", "apps.py", "__main__.py"}
    assert path.name in bare or ast.get_docstring(TREES[path])


@pytest.mark.parametrize(
    "word", ["utils", "helpers", "services", "common", "managers", "signals"]
)
def test_there_is_no_drawer_for_everything(word):
    assert [p for p in FILES if word in p.with_suffix("").parts] == []


def test_rules_are_pure(path):
    """No database, clock, request or settings in a rule."""
    if "rules" not in path.relative_to(ROOT).parts:
        return
    typing_only = {
        inner
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ImportFrom) and node not in typing_only:
            module = node.module or ""
            if {name.name for name in node.names} <= {"TextChoices", "IntegerChoices"}:
                continue  # an enum whose members have captions
            assert not module.startswith(
                ("django.db", "django.conf", "django.http", "django.utils.timezone")
            )
            if module.startswith("kans."):
                assert ".rules" in module or module == "kans.foundation.errors"
