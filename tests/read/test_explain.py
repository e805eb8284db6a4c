"""Every number is explained: on the terminal and on a page that is safe, complete and needs nothing from outside."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from transforms.model import Claim, Mention, Reading, ReportYear
from transforms.read.explain import explain, explain_lines, explain_reading, kind_of
from transforms.read.page import KINDS, render_page
from transforms.read.reader import read_text
from transforms.seeds.rules import load_labels

YEAR = ReportYear(2023, "reviewed", "annual", "review_heading", date(2024, 1, 9))
TEXT = (
    "一、2023年工作回顾\n今年以来，实现财政总收入8600万元，增长6.2%；流转土地3000亩以上，其中柳林村500亩。\n"
    "围绕一个中心，召开推进会，购置沙盘12个。\n二、2024年工作安排\n力争完成税收2亿元。\n"
)


class _Page(HTMLParser):
    """The elements of a page, its text outside explanations, and the explanations by id."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.main, self.why, self.open = "", {}, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        ids = [a["id"] for _, a in self.open if (a.get("id") or "").startswith("why-")]
        if ids:
            self.why[ids[-1]] = self.why.get(ids[-1], "") + data
        elif any(tag == "main" for tag, _ in self.open):
            self.main += data


def _read(text: str) -> Reading:
    return read_text(text, year=YEAR)


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(render_page(TEXT, _read(TEXT), title="柳林镇 2023"))


def test_every_number_is_explained_once_in_order() -> None:
    reading = _read(TEXT)
    found = list(explain(TEXT, reading))
    assert [(one.start, one.end) for one in found] == [(m.start, m.end) for m in reading.mentions]
    assert sum(one.is_claim for one in found) == len(reading.claims)


def test_every_decision_names_its_rule() -> None:
    for one in explain(TEXT, _read(TEXT)):
        assert one.why and all(why.rule and why.words for why in one.why), one


def test_kinds_tell_whose_and_how_real() -> None:
    kinds = {one.quote: one.kind for one in explain(TEXT, _read(TEXT))}
    assert kinds["8600万元"] == "own"
    assert kinds["6.2%"] == "change"
    assert kinds["500亩"] == "elsewhere"
    assert kinds["12个"] == "uncoded"
    assert kinds["2亿元"] == "ahead"
    assert kinds["2023年"] == "time"
    assert kinds["一、"] == "none"


def test_lines_say_what_was_read_and_why() -> None:
    lines = "\n".join(explain_lines(TEXT, _read(TEXT)))
    assert "3000亩以上  不低于 3,000亩 | land_transfer_area 土地流转面积" in lines
    assert "indicator: land_transfer_area." in lines
    assert "measure: measure.growth" in lines
    assert "outcome: list.head" in lines


def test_a_terminal_is_not_steered_by_a_report() -> None:
    text = "“四\x1b[31m上”企业12家\n"
    assert "\x1b" not in explain_reading(text, _read(text), title="bad\x1b[2J.txt")


def test_page_shows_the_text_as_it_stands(page: _Page) -> None:
    assert page.main == TEXT


def test_page_explains_each_number_by_hover_and_keyboard(page: _Page) -> None:
    numbers = [attrs for tag, attrs in page.elements if tag == "span" and attrs.get("tabindex") == "0"]
    assert len(numbers) == len(_read(TEXT).mentions)
    assert [attrs["aria-describedby"] for attrs in numbers] == list(page.why)
    assert any("land_transfer_area." in words for words in page.why.values())


def test_page_has_a_legend_of_every_kind(page: _Page) -> None:
    toggles = [attrs["id"] for tag, attrs in page.elements if tag == "input"]
    assert toggles == [f"show-{kind}" for kind in KINDS]
    assert [code for field, code in load_labels() if field == "kind"] == list(KINDS)


def test_page_needs_nothing_from_outside(page: _Page) -> None:
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not any(name.startswith("on") or name in ("src", "href", "style") for _, attrs in page.elements for name in attrs)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer"),
    *("h1", "p", "br", "span", "b", "code", "small", "fieldset", "legend", "div", "label", "input"),
}
HOSTILE = (
    "<script>alert(1)</script>财政收入8600万元",
    "“五</span></main><img src=x onerror=alert(1)>”企业12家",
    "&lt;b&gt;税收2亿元&amp;",
    "{{ 7*7 }}{% raw %}税收2亿元",
    "税收\u202e2亿元\x00\x1b[31m",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_report_text_stays_text(text: str) -> None:
    page = _Page(render_page(text, _read(text), title=text))
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    assert page.main == re.sub("[\x00\x1b\u202e]", "\ufffd", text)


def test_empty_report_has_a_page() -> None:
    assert _Page(render_page("", Reading(YEAR, (), ()), title="空")).main == ""


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "own"),
        ({"measure": "yoy"}, "change"),
        ({"status": "target", "measure": "yoy"}, "ahead"),
        ({"indicator": None, "status": "target"}, "uncoded"),
        ({"scope": "village", "indicator": None}, "elsewhere"),
    ],
)
def test_kind_is_the_first_that_holds(change: dict[str, str | None], kind: str) -> None:
    plain = {
        **{"claim_id": "c", "start": 0, "end": 2, "quote": "5亩", "sentence": "5亩", "sentence_start": 0, "value": Decimal(5)},
        **{"value_high": None, "unit": "亩", "bound": "=", "measure": "level", "status": "actual", "period_cue": "default"},
        **{"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31), "indicator": "land_transfer_area", "variant": None},
        **{"item": None, "item_kind": "none", "scope": "township", "subject": "", "margin": 1.0},
    }
    assert kind_of(Claim(**(plain | change))) == kind


def test_a_mention_without_a_claim_is_a_rejection() -> None:
    reading = Reading(YEAR, (Mention(0, 2, "一是", "list_number", "list.shi"),), ())
    assert [one.kind for one in explain("一是", reading)] == ["none"]
