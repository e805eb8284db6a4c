"""docs/reading.md is what the cases and the rules render to; XIANZHI_WRITE_DOCS=1 writes it anew."""

import os
from pathlib import Path

from reading_page import PARTS, render

from transforms.seeds.rules import load_rules

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"


def test_page_is_the_rendering() -> None:
    whole = render()
    if os.environ.get("XIANZHI_WRITE_DOCS"):
        PAGE.write_text(whole, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == whole, "XIANZHI_WRITE_DOCS=1 pytest tests/read/test_reading_page.py"


def test_every_rule_stands_on_the_page_with_both_examples() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for rule in load_rules().values():
        assert rule.part in PARTS
        assert f"| `{rule.id}` | {rule.words.zh}" in page
