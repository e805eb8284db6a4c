"""Old formats go through LibreOffice where it is; a stand-in program does its work here."""

import sys
from pathlib import Path

import pytest
from make_formats import doc_of, docx_of

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import office, read_document
from transforms.raw.formats.document import Limits

RTF = b"{\\rtf1\\ansi report}"


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A soffice that runs the given Python with its arguments."""

    def install(body: str) -> None:
        program = tmp_path / "soffice"
        program.write_text(f"#!{sys.executable}\nimport sys, pathlib\nsource = pathlib.Path(sys.argv[-1])\n{body}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(office, "program", lambda: str(program))

    return install


@pytest.mark.parametrize("data", [RTF, doc_of(["完成投资3亿元。"], version=0x0065)], ids=["rtf", "word 95"])
def test_without_it_the_file_names_the_command(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(UnreadableDocument) as caught:
        read_document(data, "a.doc")
    assert caught.value.reason == "office_missing"
    assert office.INSTALL in caught.value.hint


def test_what_it_converts_is_read(stand_in, tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(docx_of(["完成投资3亿元。"]))
    stand_in(f"source.with_suffix('.docx').write_bytes(pathlib.Path({str(tmp_path / 'made.docx')!r}).read_bytes())")
    document = read_document(RTF, "a.rtf")
    assert document.text == "完成投资3亿元。\n"
    assert document.media_type == "application/rtf"


def test_when_it_gives_nothing_the_file_is_damaged(stand_in) -> None:
    stand_in("sys.exit(1)")
    with pytest.raises(UnreadableDocument) as caught:
        read_document(RTF, "a.rtf")
    assert caught.value.reason == "damaged"


def test_when_it_hangs_it_is_ended(stand_in) -> None:
    stand_in("import threading\nthreading.Event().wait()")
    with pytest.raises(UnreadableDocument) as caught:
        read_document(RTF, "a.rtf", Limits(seconds=0.5))
    assert caught.value.reason == "too_slow"
