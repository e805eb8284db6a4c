"""Read documents in a process of its own that may run out of time or memory, or die, without the run.

In: bytes, name, limits. Out: `ReadDocument` or `UnreadableDocument`, as `read_document` gives them; also `too_slow`, `too_much_memory`,
`crashed`. Plain text is read here and now: decoding needs no parser. The process is started at the first other document, kept for the next
ones, and replaced when it dies. As a program (`python -m transforms.raw.formats.worker`) this module is that process.

Example:
    with Worker(Limits(seconds=30)) as worker:
        text = worker.read(path.read_bytes(), path.name).text
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import select
import struct
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats import sniff
from transforms.raw.formats.document import Limits, Position, ReadDocument
from transforms.raw.formats.reading import read_document

_SIZE = struct.Struct(">Q")
_START_SECONDS = 60.0
_CHUNK = 1 << 20
MAX_DOCUMENTS = 200
"""A process is replaced after so many documents, so that no parser's leak grows."""


@dataclass(slots=True)
class Worker:
    """A process that reads documents. Use it as a context, or call `close`."""

    limits: Limits = field(default_factory=Limits)
    _process: subprocess.Popen[bytes] | None = None
    _done: int = 0

    def read(self, data: bytes, file_name: str) -> ReadDocument:
        """Read one document.

        Raises:
            UnreadableDocument: as `read_document`; too_slow · too_much_memory · crashed.
        """
        if len(data) > self.limits.max_bytes or sniff.media_type_of(data) == sniff.TEXT:
            return read_document(data, file_name, self.limits)
        process = self._running()
        answer = self._ask(process, pickle.dumps((data, file_name, self.limits)))
        self._done += 1
        if isinstance(answer, ReadDocument):
            return answer
        reason, hint = answer
        if reason == "too_much_memory":
            self.close()
        raise UnreadableDocument(reason, hint)

    def close(self) -> None:
        """End the process."""
        process, self._process, self._done = self._process, None, 0
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def __enter__(self) -> Worker:
        """Nothing is started yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._done >= MAX_DOCUMENTS):
            self.close()
        if self._process is None:
            root = str(Path(__file__).parents[3])
            paths = os.pathsep.join(path for path in (root, os.environ.get("PYTHONPATH", "")) if path)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "transforms.raw.formats.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "2"},
            )
            if self._receive(self._process, _START_SECONDS) is None:
                self.close()
                raise _crashed(None)
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], message: bytes) -> ReadDocument | tuple[str, str]:
        stdin = process.stdin
        assert stdin is not None
        try:
            _write(stdin, message)
            answer = self._receive(process, self.limits.seconds)
        except OSError:
            answer = b""
        if answer:
            return _unpacked(answer)
        code = process.poll()
        self.close()
        if answer is None:
            seconds = f"{self.limits.seconds:g}"
            return "too_slow", f"{seconds} 秒内没有读完，请拆分或另存后再放入 inbox · not read within {seconds} s: split it or save it anew"
        problem = _crashed(code)
        return problem.reason, problem.hint

    def _receive(self, process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
        """One answer; None when time ran out, b"" when the process died."""
        stdout = process.stdout
        assert stdout is not None
        until = time.monotonic() + seconds
        held = bytearray()
        needed = _SIZE.size
        size_known = False
        while len(held) < needed:
            left = until - time.monotonic()
            if left <= 0 or not select.select([stdout], [], [], left)[0]:
                return None
            chunk = os.read(stdout.fileno(), min(_CHUNK, needed - len(held)))
            if not chunk:
                process.wait()
                return b""
            held += chunk
            if not size_known and len(held) >= _SIZE.size:
                needed = _SIZE.size + _SIZE.unpack(bytes(held[: _SIZE.size]))[0]
                size_known = True
        return bytes(held[_SIZE.size :])


def _crashed(code: int | None) -> UnreadableDocument:
    hint = f"读取进程意外结束（{code}）：请另存为 .docx 或 .txt 后再放入 inbox · the reading process died: save it as .docx or .txt"
    return UnreadableDocument("crashed", hint)


def _write(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_SIZE.pack(len(message)) + message)
    pipe.flush()


def _packed(answer: ReadDocument | tuple[str, str]) -> bytes:
    """An answer as JSON: what a parser of strangers' files may have spoiled is never unpickled."""
    return json.dumps(asdict(answer) if isinstance(answer, ReadDocument) else answer).encode()


def _unpacked(message: bytes) -> ReadDocument | tuple[str, str]:
    told = json.loads(message)
    if isinstance(told, list):
        return str(told[0]), str(told[1])
    positions = tuple(Position(**{**one, "box": tuple(one["box"]) if one["box"] else None}) for one in told["positions"])
    return ReadDocument(**{**told, "positions": positions, "notes": tuple(told["notes"])})


def _limit_memory(limit: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def answer(data: bytes, file_name: str, limits: Limits) -> ReadDocument | tuple[str, str]:
    """What the process says to one document: its text, or reason and hint."""
    try:
        return read_document(data, file_name, limits)
    except UnreadableDocument as problem:
        return problem.reason, problem.hint
    except MemoryError:
        megabytes = limits.memory_bytes // (1 << 20)
        return "too_much_memory", f"读取所需内存超过 {megabytes} MB，请拆分后再放入 inbox · needs more than {megabytes} MB: split it"
    except RecursionError:
        return "damaged", "文件结构嵌套过深，请另存后再放入 inbox · nested too deeply: save it anew"
    except Exception as error:  # whatever a parser stumbles over: the document goes to quarantine, the run goes on
        kind = type(error).__name__
        return "crashed", f"读取时出错（{kind}）：请另存为 .docx 或 .txt · an error while reading: save it as .docx or .txt"


def main() -> None:
    """Serve documents from stdin to stdout until stdin ends."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints must not reach the answers
    _write(sink, b"ready")
    limited = False
    while len(head := source.read(_SIZE.size)) == _SIZE.size:
        data, file_name, limits = pickle.loads(source.read(_SIZE.unpack(head)[0]))
        if not limited:
            _limit_memory(limits.memory_bytes)
            limited = True
        _write(sink, _packed(answer(data, file_name, limits)))


if __name__ == "__main__":
    main()
