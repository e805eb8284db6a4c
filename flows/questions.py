"""Questions that people ask by name.

In: seeds/questions/<name>.sql: a first line `-- 中文 | English | key=default; key=default`, then SQL with `$key`. Out: `Question`.

Example:
    sql, parameters = fill_in(load_questions()["rank"], ["indicator=population", "year=2022"])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from flows.exit_codes import UsageProblem


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its SQL and the defaults of its arguments."""

    name: str
    zh: str
    en: str
    defaults: Mapping[str, str]
    sql: str


def parse_question(name: str, text: str) -> Question:
    """A question's file. Raises ValueError where its first line is not `-- 中文 | English | key=default`."""
    head, _, sql = text.partition("\n")
    parts = [part.strip() for part in head.removeprefix("--").split("|")]
    if not head.startswith("--") or len(parts) not in (2, 3):
        raise ValueError(f"seeds/questions/{name}.sql: 首行应为 · first line must be `-- 中文 | English | key=default; …`")
    pairs = (pair.split("=", 1) for pair in (parts[2].split(";") if len(parts) == 3 else ()) if pair.strip())
    return Question(name, parts[0], parts[1], MappingProxyType({key.strip(): value.strip() for key, value in pairs}), sql.strip())


@cache
def load_questions() -> dict[str, Question]:
    """All questions by name, sorted."""
    folder = files("seeds").joinpath("questions")
    texts = {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".sql")
    }
    return {name: parse_question(name, text) for name, text in sorted(texts.items())}


def fill_in(question: Question, arguments: Iterable[str]) -> tuple[str, dict[str, str]]:
    """SQL and parameters. Values without a name take the arguments in order. Raises UsageProblem for a name it does not have."""
    values = dict(question.defaults)
    free = list(values)
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            if not free:
                raise UsageProblem(f"{question.name}: 参数过多 · too many arguments: {argument}")
            key, value = free[0], argument
        if key not in values:
            raise UsageProblem(f"{question.name}: 没有参数 · no argument {key}; 有 · it has: {', '.join(values) or '—'}")
        values[key] = value
        free = [name for name in free if name != key]
    return question.sql, values
