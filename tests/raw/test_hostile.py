"""Hostile and broken files: each ends as text or as a refusal with its reason and a hint; none takes the run along."""

from collections.abc import Callable

import pytest
from hostile_files import ARCHIVES, CASES, DOCX, LIMITS, PDF, TEXT
from make_formats import docx_of

from transforms.raw.decode import UnreadableDocument
from transforms.raw.formats.archive import safe_name, unpack
from transforms.raw.formats.document import MEGA, Limits
from transforms.raw.formats.worker import Worker


@pytest.fixture(scope="module")
def worker():
    with Worker(LIMITS) as one:
        yield one


@pytest.mark.parametrize(("make", "name", "outcome"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_file_ends_as_text_or_with_a_reason(worker: Worker, make: Callable[[], bytes], name: str, outcome: str) -> None:
    try:
        document = worker.read(make(), name)
    except UnreadableDocument as refusal:
        assert refusal.reason in outcome.removeprefix("text-or-")
        assert "·" in refusal.hint, "a hint is bilingual"
    else:
        assert outcome.startswith("text")
        assert "亿元" in document.text
        assert "root:" not in document.text


def test_there_are_at_least_forty_cases() -> None:
    assert len(CASES) + len(ARCHIVES) >= 40
    assert len({case[0] for case in CASES}) == len(CASES)


def test_the_worker_reads_on_after_all_that(worker: Worker) -> None:
    assert "投资3亿元" in worker.read(DOCX, "good.docx").text


def test_a_document_that_takes_too_long() -> None:
    with Worker(Limits(seconds=0.0)) as one, pytest.raises(UnreadableDocument) as caught:
        one.read(PDF, "slow.pdf")
    assert caught.value.reason == "too_slow"


def test_a_document_that_needs_too_much_memory() -> None:
    hungry = docx_of([], "<w:p/>" * 6_000_000)
    with Worker(Limits(memory_bytes=350 * MEGA, max_unpacked=900 * MEGA, max_ratio=10**9)) as one:
        with pytest.raises(UnreadableDocument) as caught:
            one.read(hungry, "hungry.docx")
        assert caught.value.reason in ("too_much_memory", "crashed")
        assert "投资3亿元" in one.read(DOCX, "good.docx").text


def test_a_worker_that_dies_is_replaced() -> None:
    with Worker(LIMITS) as one:
        one.read(DOCX, "good.docx")
        assert one._process is not None
        one._process.kill()
        one._process.wait()
        assert "投资3亿元" in one.read(DOCX, "good.docx").text


@pytest.mark.parametrize(("make", "outcome"), [case[1:] for case in ARCHIVES], ids=[case[0] for case in ARCHIVES])
def test_archives(make: Callable[[], bytes], outcome: list[tuple[str, str]] | str) -> None:
    if isinstance(outcome, str):
        with pytest.raises(UnreadableDocument) as caught:
            unpack(make(), "a.zip", LIMITS)
        assert caught.value.reason == outcome
        return
    members = unpack(make(), "a.zip", LIMITS)
    assert [(one.name, one.problem.reason if one.problem else "") for one in members] == outcome
    for one in members:
        assert one.problem is not None or TEXT in one.data.decode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../a.txt", "a.txt"),
        ("..", "unnamed"),
        ("C:\\temp\\报告.docx", "报告.docx"),
        ("报告\n\x1b[31m2022.txt", "报告[31m2022.txt"),
        ("报告\u202etxt.exe", "报告txt.exe"),
        ("", "unnamed"),
        ("   . ", "unnamed"),
        ("柳" * 300 + ".docx", "柳" * 180 + ".docx"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
