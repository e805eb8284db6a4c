"""What an upgrade reads again: a changed row concerns only texts that hold its words, and leaves every other reading as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from transforms.read.knowledge import Change, Part, compare, concerns, lexicon_parts, version_of
from transforms.seeds.files import read_rows

ROOT = Path(__file__).resolve().parents[2]
DEV = sorted((ROOT / "tests/accuracy/dev").glob("*.txt"))
ROWS_CHANGED = 6
NEVER = "(?!)"
ANNOTATION = re.compile(r"\[\[(.*?)\|[^\]]*\]\]")


def read_with(seeds: dict[str, str], texts: dict[str, str]) -> tuple[dict[str, str], list[Part]]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("other_lexicon.py"))],
        input=json.dumps({"seeds": seeds, "texts": texts}),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return told["read"], [Part(file, name, mark, tuple(words)) for file, name, mark, words in told["parts"]]


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def without(part: Part) -> tuple[str, str]:
    """The file as it would be without that part."""
    rows = read_rows(part.file)
    row_name, _, word = part.name.partition(":")
    if part.file in ("lexicon/words.csv", "lexicon/subjects.csv"):
        (row,) = (one for one in rows if row_name == one["role" if part.file.endswith("words.csv") else "id"])
        row["words"] = "|".join(one for one in row["words"].split("|") if one != word)
    elif part.file == "lexicon/patterns.csv":
        (row,) = (one for one in rows if one["id"] == part.name)
        row["pattern"] = part.words[0] + NEVER
    elif part.file == "lexicon/notfact.csv":
        rows = [one for one in rows if one["id"] != part.name]
    else:
        rows = [one for one in rows if (one["word"], one["place"]) != (row_name, word)]
    return part.file, as_csv(rows)


@cache
def words_by_row(file: str) -> dict[str, list[str]]:
    """The words of each row of a file, read once: there are thousands of parts."""
    return {row["role" if file.endswith("words.csv") else "id"]: row["words"].split("|") for row in read_rows(file)}


def may_go(part: Part) -> bool:
    """Can the part be taken out of its file alone?"""
    if part.file in ("lexicon/words.csv", "lexicon/subjects.csv"):
        rows = words_by_row(part.file)
        row_name, _, word = part.name.partition(":")
        return len(rows[row_name]) > 1 and word in rows[row_name]
    return part.file in ("lexicon/patterns.csv", "lexicon/notfact.csv", "lexicon/bounds.csv")


def texts_of(paths: list[Path]) -> dict[str, str]:
    return {path.name: ANNOTATION.sub(r"\1", path.read_text(encoding="utf-8")) for path in paths}


def chosen(seed: int, texts: dict[str, str]) -> list[Part]:
    """One part of each of several files, that stands in some texts and not in all."""
    dice, found = random.Random(seed), {}
    for part in dice.sample([one for one in lexicon_parts() if one.words and may_go(one)], 700):
        if len(found) == ROWS_CHANGED:
            break
        if part.file in found:
            continue
        shares = sum(concerns(Change(False, frozenset(part.words)), text, name) for name, text in texts.items()) / len(texts)
        if 0 < shares < 0.35:
            found[part.file] = part
    return list(found.values())


def rows_changed_alter_only_what_they_concern(seed, texts, ours) -> int:
    parts = chosen(seed, texts)
    assert len(parts) >= 3
    read, now = read_with(dict(without(part) for part in parts), texts)
    change = compare(lexicon_parts(), now)
    assert not change.everything
    assert set(change.words) >= {word for part in parts for word in part.words if part.file != "lexicon/patterns.csv"}
    left = {name for name, text in texts.items() if not concerns(change, text, name)}
    assert left
    assert {name: read[name] for name in left} == {name: ours[name] for name in left}, parts
    return sum(read[name] != ours[name] for name in texts)


def test_changed_rows_alter_only_what_they_concern():
    texts = texts_of(DEV[::5])
    ours, _ = read_with({}, texts)
    rows_changed_alter_only_what_they_concern(1, texts, ours)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_many_changed_rows_alter_only_what_they_concern():
    texts = texts_of(DEV)
    ours, _ = read_with({}, texts)
    assert sum(rows_changed_alter_only_what_they_concern(seed, texts, ours) for seed in range(2, 22)) > 0


def changed(name: str, **what: object) -> list[Part]:
    return [part._replace(**what) if part.name == name else part for part in lexicon_parts()]


def test_nothing_changed_is_nothing_to_read():
    change = compare(lexicon_parts(), lexicon_parts())
    assert change == Change(False)
    assert not concerns(change, "任何文本", "任何.txt")


def test_a_word_more_or_less_concerns_the_texts_that_hold_it():
    more = [*lexicon_parts(), Part("lexicon/words.csv", "verb:开凿", "x", ("开凿",))]
    for former, now in ((lexicon_parts(), more), (more, lexicon_parts())):
        change = compare(former, now)
        assert concerns(change, "开凿隧道2座", "")
        assert not concerns(change, "修建隧道2座", "")
    assert version_of(more) != version_of(lexicon_parts())


def test_a_changed_row_concerns_the_words_that_it_had_and_has():
    former = next(part for part in lexicon_parts() if part.file == "units.csv")
    change = compare(lexicon_parts(), changed(former.name, fingerprint="y", words=("银圆",)))
    assert change.words == {*former.words, "银圆"}


def test_full_width_and_file_names_count():
    change = Change(False, frozenset({"GDP(", "2022"}))
    assert concerns(change, "ＧＤＰ（现价）", "")
    assert concerns(change, "全年", "杨集镇２０２２.txt")


def test_what_no_words_bound_concerns_everything():
    first, second, *rest = lexicon_parts()
    assert compare(lexicon_parts(), [second, first, *rest]).everything
    assert compare([*rest, Part("code", "reader", "x", ())], [*rest, Part("code", "reader", "y", ())]).everything
    heading = next(part for part in lexicon_parts() if part.file == "lexicon/headings.csv")
    assert compare(lexicon_parts(), [part for part in lexicon_parts() if part != heading]).everything


def test_a_new_indicator_waits_for_its_words_and_a_changed_one_concerns_everything():
    code = next(part for part in lexicon_parts() if part.file == "indicators.csv")
    assert compare([part for part in lexicon_parts() if part != code], lexicon_parts()) == Change(False)
    assert compare(changed(code.name, fingerprint="x"), lexicon_parts()).everything


def test_every_file_of_the_lexicon_is_a_part():
    by_way_of_others = {"classes.csv", "labels.csv", "rules.csv"}
    """Classes are written out in the rows that name them; labels and rules name what was done and choose nothing."""
    files = {path.name for path in (ROOT / "seeds/lexicon").glob("*.csv")}
    assert files - by_way_of_others <= {Path(part.file).name for part in lexicon_parts()}
