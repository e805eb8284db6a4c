"""docs/checks.md is what the rules say."""

from pathlib import Path

from expectations.catalogue import load_damages, render_catalogue
from expectations.suites import all_rules

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_is_rendered_from_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_catalogue(all_rules(), load_damages()), (
        "python -m expectations.catalogue > docs/checks.md"
    )


def test_at_least_thirty_damages_beside_the_manifest() -> None:
    assert sum(map(len, load_damages().values())) >= 30
    assert "manifest_agrees" not in load_damages()
