"""Guards of patterns: they cost no match, whatever the pattern."""

import re

import pytest

from transforms.seeds.files import read_rows
from transforms.seeds.guards import guarded, needed
from transforms.seeds.lexicon import hint, pattern

EXAMPLES = {row["id"]: row["example"] for row in read_rows("lexicon/patterns.csv")}
TEXT = "。".join(EXAMPLES.values())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("第?[一二]季度(?:末|底)?", ("季度",)),
        ("(?:同比)?(?:增长|下降)了?", ("下降", "增长")),
        ("(?:[0-9]+)年", ("年",)),
        ("[^，]*", ()),
        ("(?<=完成)率?", ()),
        ("(?:甲|[^乙])", ()),
        ("(?:项目){0,2}建成{2,3}", ("建",)),
    ],
)
def test_needed_words(source: str, words: tuple[str, ...]) -> None:
    assert needed(source) == words


@pytest.mark.parametrize(
    ("source", "first"),
    [("(?:约)?[一二]个", "一二约"), ("(?<!不)(?:a|bc)?d", "abd"), ("增长", ""), ("增长|下降", ""), ("(?:甲)?", ""), ("(?:甲)?[^乙]", "")],
)
def test_the_first_character_is_looked_at_where_re_does_not_see_it(source: str, first: str) -> None:
    assert guarded(source) == (f"(?=[{first}])(?:{source})" if first else source)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_match_is_lost(name: str) -> None:
    found = pattern(name)
    source = re.sub(r"^\(\?=\[[^\]]*\]\)(?=\(\?:)", "", found.pattern)
    assert [m.span() for m in found.finditer(TEXT)] == [m.span() for m in re.finditer(source, TEXT)]
    assert hint(name).search(found.search(EXAMPLES[name])[0]) is not None  # type: ignore[index]
