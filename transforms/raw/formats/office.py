"""Old office files (Word 95, RTF, ODT) by way of LibreOffice, where it is installed: converted to .docx, then read as that.

In: bytes of an office file. Out: `ReadDocument`. LibreOffice runs headless in a folder of its own that is removed afterwards, and
without the person's profile. It is an extra: without it the file is refused with what to install.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import docx, sniff
from transforms.raw.formats.document import Limits, ReadDocument, damaged

INSTALL = "apt install libreoffice-writer-nogui"
_PROGRAMS = ("soffice", "libreoffice")
_ENDINGS = {sniff.RTF: ".rtf", sniff.DOC: ".doc", sniff.ODF: ".odt"}


def program() -> str | None:
    """Where LibreOffice is; None where it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The file's text. Raises UnreadableDocument: office_missing · damaged · too_slow, and whatever reading the .docx raises."""
    soffice = program()
    if soffice is None:
        hint = f"旧格式 {media_type}：另存为 .docx，或 {INSTALL} 后 xianzhi quarantine retry · an old format: save it as .docx"
        raise UnreadableDocument("office_missing", hint)
    with tempfile.TemporaryDirectory(prefix="xianzhi-office-") as folder:
        source = Path(folder) / f"document{_ENDINGS.get(media_type, '.doc')}"
        source.write_bytes(data)
        _convert(soffice, source, limits)
        result = source.with_suffix(".docx")
        if not result.is_file():
            raise damaged(media_type, "LibreOffice")
        return replace(docx.read(result.read_bytes(), sniff.DOCX, limits), media_type=media_type)


def _convert(soffice: str, source: Path, limits: Limits) -> None:
    folder = source.parent
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--convert-to", "docx"]
    process = subprocess.Popen(
        [*command, "--outdir", str(folder), str(source)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder)},
    )
    try:
        process.wait(timeout=limits.seconds * 0.8)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        hint = "LibreOffice 未在时限内转换完：请另存为 .docx · LibreOffice took too long: save it as .docx"
        raise UnreadableDocument("too_slow", hint) from error
