"""Every boundary that a killed process may stand at has a failpoint: each write, flush, rename, removal, checkpoint, commit and message of
flows and the warehouse. `tests/flows/killing.py` kills a run at each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
METHODS = {"fsync", "replace", "rename", "unlink", "rmtree", "symlink_to", "write_text", "write_bytes", "copytree", "copyfile", "ftruncate"}
"""Calls that change what lies on the disk. `replace` of text and dataclasses has two arguments or keywords and is none."""
STATEMENTS = re.compile(r"\b(COMMIT|CHECKPOINT)\b")
ELSEWHERE = {
    "flows/log.py": "the log is written line by line and nothing depends on it",
    "flows/serving.py": "the service's own note and logs; no data",
    "flows/province.py": "what prefect deploy reads, written anew at every start; no data",
    "flows/workspace.py": "init: before there is any data",
    "flows/environment.py": "variables",
    "flows/commands": "what people type: through the failpoints of stages and store; sample and init may be called again",
    "flows/io/channels/": "senders, called by deliver alone, which has the failpoints",
    "flows/io/desk.py": "a workbook for a person, written again at will",
    "flows/io/fetching.py": "called by fetch_sources alone, which has the failpoints",
}
"""Where the rule does not hold, and why."""


def is_boundary(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        if call.func.attr == "replace":
            return len(call.args) == 1 and not call.keywords
        if call.func.attr == "execute":
            return bool(call.args) and isinstance(call.args[0], ast.Constant) and bool(STATEMENTS.search(str(call.args[0].value)))
        return call.func.attr in METHODS
    return isinstance(call.func, ast.Name) and call.func.id == "send"


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def calls(function: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def bare_boundaries(path: Path) -> list[str]:
    found = []
    for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
        own = calls(function)
        reached = any(isinstance(one.func, ast.Name) and one.func.id == "reach" for one in own)
        if not reached and (lines := [one.lineno for one in own if is_boundary(one)]):
            found.append(f"{path.relative_to(ROOT)}:{lines[0]} {function.name}")
    return found


def test_no_boundary_without_a_failpoint():
    paths = [*sorted((ROOT / "flows").rglob("*.py")), *sorted((ROOT / "transforms/warehouse").rglob("*.py"))]
    kept = [path for path in paths if not path.relative_to(ROOT).as_posix().startswith(tuple(ELSEWHERE)) or path.name == "deliver.py"]
    assert [one for path in kept for one in bare_boundaries(path)] == []


def test_the_scan_sees_what_it_should(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "x.py"
    path.write_text(
        "def f(con, p):\n    con.execute('COMMIT')\n\ndef g(p):\n    p.rename('y')\n\ndef h(p):\n    reach('a')\n    p.rename('y')\n"
    )
    assert bare_boundaries(path) == ["x.py:2 f", "x.py:5 g"]
