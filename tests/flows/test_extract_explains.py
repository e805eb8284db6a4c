"""`xianzhi extract --explain` and `--format html`, from the command line; the page as Chromium sees it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import xianzhi

TEXT = "青石镇2023年政府工作报告\n一、2023年工作回顾\n全年实现财政总收入8600万元，增长6.2%；流转土地3000亩以上。\n"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "qingshi-2023.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_explain_says_rule_and_row_of_each_number(report: Path) -> None:
    done = xianzhi("extract", "--explain", report)
    assert done.returncode == 0, done.stderr
    assert "✓" in done.stdout and "✗" in done.stdout
    assert re.search(r"indicator: fiscal_revenue\.\d+ — 词表行", done.stdout)
    assert "measure: measure.growth — " in done.stdout
    assert "outcome: list.head — " in done.stdout


@pytest.mark.parametrize("more", [(), ("--explain",)])
def test_html_is_a_page_whatever_else_is_asked(report: Path, more: tuple[str, ...]) -> None:
    done = xianzhi("extract", "--format", "html", *more, report)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<!DOCTYPE html>") and done.stdout.rstrip().endswith("</html>")
    assert "qingshi-2023.txt" in done.stdout and str(report.parent) not in done.stdout


def _seen(page: Path) -> str:
    """What Chromium complains of while it draws the page."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", f"--screenshot={page.with_suffix('.png')}")
    done = subprocess.run([str(CHROMIUM), *flags, page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    return "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="chromium")
def test_chromium_draws_the_page_without_a_complaint(report: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(xianzhi("extract", "--format", "html", report).stdout, encoding="utf-8")
    assert _seen(page) == ""
    page.write_text(page.read_text(encoding="utf-8").replace(".own {", ".own  {"), encoding="utf-8")
    assert "Content Security Policy" in _seen(page)
