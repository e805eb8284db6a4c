"""The house itself: nothing of one machine in committed files, a hashed lock, targets with help, imports that look down."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".sql", ".txt", ".json", ".j2", ".css", ".js", ".in", ".lock", "")
MACHINE = re.compile(r"(?<![\w./])/(?:work|root|home/\w+|tmp)/[\w.]")
HOSTS = re.compile(r"https?://[\w.-]*(?:pypi|registry|mirror|artifactory|nexus|devpi)[\w.-]*", re.IGNORECASE)


def committed() -> list[Path]:
    """Files of the checkout: as git knows them, or all where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    skipped = (".venv", "build", ".git")
    return [path for path in ROOT.rglob("*") if path.is_file() and path.relative_to(ROOT).parts[0] not in skipped]


def test_no_path_or_host_of_a_machine_is_committed():
    found = []
    for path in committed():
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for pattern in (MACHINE, HOSTS) for match in pattern.finditer(text)]
    assert found == []


def test_every_pin_is_hashed():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line, re.IGNORECASE)]
    assert len(pins) > 50
    assert [lines[number] for number in pins if "==" not in lines[number] or "--hash=sha256:" not in lines[number + 1]] == []
    assert [line for line in lines if line.startswith(("--index", "--extra", "--find", "-f ", "-i "))] == []


def test_every_requirement_is_locked():
    locked = {re.split(r"[=<>\[ ]", line)[0].lower().replace("_", "-") for line in (ROOT / "requirements.lock").read_text().splitlines()}
    wanted = [line for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert [line for line in wanted if re.split(r"[=<>\[ ]", line)[0].lower().replace("_", "-") not in locked] == []


def test_make_prints_help_for_every_target():
    done = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "test-all", "check", "bench", "format", "clean"):
        assert re.search(rf"make {target} +\S", done.stdout), target


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "prefect.yaml", "requirements.lock", "docs/design.md", ".ci/run"])
def test_the_house_is_furnished(name):
    assert (ROOT / name).stat().st_size > 100


def test_links_of_the_readme_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_what_and_why(path):
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# \d+\. ", text)
    assert "**Decision.**" in text
    assert "**Why.**" in text
