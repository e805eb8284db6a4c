"""The reader's machine code: used only where it was made from these very sources, and reading as Python does."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import transforms.read
from transforms import compiled

ROOT = Path(__file__).parents[2]
READ = """
import json, sys
from pathlib import Path
sys.path.insert(0, "tests/accuracy")
import annotations
from transforms.compiled import is_active
from transforms.read.reader import read_text
reports = map(annotations.read, sorted(Path("tests/accuracy/blind").glob("*.txt")))
readings = [read_text(one.text, file_name=one.path.name) for one in reports]
print(json.dumps([is_active(), [repr(reading) for reading in readings]]))
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources with machine code of exactly these (empty files will do: nothing of it is loaded)."""
    for part in ("read", "seeds"):
        (tmp_path / part).mkdir()
        for path in (compiled.ROOM / part).glob("*.py"):
            shutil.copy(path, tmp_path / part)
    shutil.copy(compiled.ROOM / "model.py", tmp_path)
    monkeypatch.setattr(compiled, "ROOM", tmp_path)
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "_compiled")
    return tmp_path


@pytest.mark.parametrize("source", ["read/attach.py", "read/numbers.py", "seeds/lexicon.py", "model.py"])
def test_an_edited_source_is_never_read_as_old_machine_code(room: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XIANZHI_PURE", raising=False)
    folder = room / "_compiled" / compiled.digest()
    folder.mkdir(parents=True)
    (room / source).write_text((room / source).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert compiled.digest() != folder.name
    assert compiled.search_path() == []


def test_a_new_module_is_compiled_too(room: Path) -> None:
    before = compiled.digest()
    (room / "read" / "another.py").write_text("", encoding="utf-8")
    assert compiled.digest() != before
    assert not {"explain", "page", "__init__"} & {path.stem for path in compiled.modules()}


def test_it_can_be_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANZHI_PURE", "1")
    assert compiled.search_path() == []


@pytest.mark.skipif(not compiled.is_active(), reason="the reader is not compiled here (make compiled)")
def test_machine_code_reads_as_python_does() -> None:
    assert len(transforms.read.__path__) == 2
    fast, plain = (
        json.loads(subprocess.run([sys.executable, "-c", READ], cwd=ROOT, env=env, capture_output=True, check=True).stdout)
        for env in (os.environ | {"XIANZHI_PURE": ""}, os.environ | {"XIANZHI_PURE": "1"})
    )
    assert (fast[0], plain[0]) == (True, False)
    assert fast[1] == plain[1]
