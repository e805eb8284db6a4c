"""A web page's article: what a county's publishing system put between its menus, side bars and buttons.

In: HTML bytes. Out: `ReadDocument`, one line per paragraph, tables as sentences, the article's title first. The bytes are decoded as text
files are (the declared encoding is often wrong). The article is what one of the known containers holds (seeds/formats/selectors.csv), else
the element with the most text outside links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.raw.decode import UnreadableDocument, decode_text
from transforms.raw.formats.document import Limits, ReadDocument, TextBuilder
from transforms.raw.formats.table import put_table
from transforms.seeds.formats import article_selectors, format_pattern

MIN_ARTICLE = 60
"""Characters from which a container is taken for an article."""
MAX_DEPTH = 80
MAX_LINKED = 0.5
"""An element whose text is links for more than this share is a list of links."""

_DROPPED = "script, style, noscript, iframe, object, embed, form, button, select, nav, header, footer, aside, template, svg, head"
_BLOCKS = frozenset(
    """address article aside blockquote body center dd div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section
    table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TITLE_TAIL = re.compile(r"\s*[-_—|–]+\s*[^-_—|–]*$")


def read(data: bytes, media_type: str, limits: Limits) -> ReadDocument:
    """The article of a page. Raises UnreadableDocument: empty · damaged_text · encoding · too_large."""
    decoded = decode_text(data)
    return read_page(decoded.text, media_type, decoded.encoding, limits)


def read_page(page: str, media_type: str, encoding: str, limits: Limits) -> ReadDocument:
    """The article of a decoded page."""
    if len(page) > limits.max_characters * 4:
        raise UnreadableDocument("too_large", "网页过大：请只保存正文 · the page is too large: save the article only")
    tree = LexborHTMLParser(page)
    title, published = _title(tree), _meta(tree, ("PubDate", "pubdate", "publishdate"))
    for node in tree.css(_DROPPED):
        node.decompose()
    builder = TextBuilder(limits)
    article = _article(tree)
    lines = list(_lines(article, 0)) if article is not None else []
    words = [line for line in lines if isinstance(line, str)]
    if title and not any(_same(title, line) for line in words[:4]):
        builder.add(title, "标题")
    if published and article is not None and not any(published[:4] in line for line in words[:4]):
        builder.add(f"发布日期：{published[:10]}", "发布日期")
    _put_lines(builder, lines)
    return builder.build(media_type, encoding)


def _put_lines(builder: TextBuilder, lines: list[str | list[list[str]]]) -> None:
    paragraph, table, above = 0, 0, ""
    for line in lines:
        if isinstance(line, str):
            if format_pattern("noise_line").match(line):
                continue
            paragraph += 1
            builder.add(line, f"第{paragraph}段")
            above = line
        else:
            table += 1
            put_table(builder, line, above, table)


def _same(title: str, line: str) -> bool:
    bare = re.sub(r"\s", "", title)
    return bare in re.sub(r"\s", "", line) or (len(line) > 6 and re.sub(r"\s", "", line) in bare)


def _meta(tree: LexborHTMLParser, names: tuple[str, ...]) -> str:
    for name in names:
        node = tree.css_first(f'meta[name="{name}"]')
        if node is not None and (content := (node.attributes.get("content") or "").strip()):
            return content
    return ""


def _title(tree: LexborHTMLParser) -> str:
    """The article's title: from the publishing system's metadata, else the only h1, else the page's title without the site's name."""
    if found := _meta(tree, ("ArticleTitle", "articletitle")):
        return found
    headings = [node.text(strip=True) for node in tree.css("h1")]
    if len(headings) == 1 and 4 <= len(headings[0]) <= 80:
        return headings[0]
    node = tree.css_first("title")
    whole = node.text(strip=True) if node is not None else ""
    return _TITLE_TAIL.sub("", whole) or whole


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    for selector in article_selectors():
        found = [node for node in tree.css(selector) if len(_own_text(node)) >= MIN_ARTICLE]
        if found:
            return max(found, key=lambda node: len(_own_text(node)))
    for node in list(tree.css("[class], [id], [style]")):
        _drop_noise(node)
    return _densest(tree.body)


def _own_text(node: LexborNode) -> str:
    linked = sum(len(link.text()) for link in node.css("a"))
    text = re.sub(r"\s+", "", node.text())
    return text if linked <= MAX_LINKED * max(1, len(text)) else ""


def _drop_noise(node: LexborNode) -> None:
    attributes = node.attributes
    if node.tag in ("body", "html") or node.parent is None:
        return
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    if _HIDDEN.search(attributes.get("style") or "") or (format_pattern("noise_class").search(names) and len(node.text()) < 2000):
        node.decompose()


def _densest(body: LexborNode | None) -> LexborNode | None:
    """From the body downwards, as long as one child holds most of the text that stands outside links."""
    if body is None:
        return None
    node = body
    for _ in range(MAX_DEPTH):
        whole = len(_unlinked(node))
        children = [child for child in node.iter() if child.tag in _BLOCKS]
        best = max(children, key=lambda child: len(_unlinked(child)), default=None)
        if best is None or best.tag in ("p", "table", "tr", "td", "ul", "ol") or len(_unlinked(best)) < 0.75 * whole:
            return node
        node = best
    return node


def _unlinked(node: LexborNode) -> str:
    text = re.sub(r"\s+", "", node.text())
    linked = sum(len(re.sub(r"\s+", "", link.text())) for link in node.css("a"))
    return text[: max(0, len(text) - 2 * linked)]


def _lines(node: LexborNode, depth: int) -> Iterator[str | list[list[str]]]:
    """Paragraphs as strings and tables as rows, in the order of the page."""
    gathered: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            gathered.append(re.sub(r"[ \t\r\n]+", " ", child.text(deep=False)))
        elif tag == "br":
            yield from _flush(gathered)
        elif tag == "table" and not child.css("table table") and depth < MAX_DEPTH:
            yield from _flush(gathered)
            yield from _table(child, depth)
        elif (tag in _BLOCKS or child.css_first("p, div, br, table") is not None) and depth < MAX_DEPTH:
            yield from _flush(gathered)
            if not _is_link_list(child):
                yield from _lines(child, depth + 1)
        elif tag and not tag.startswith("-"):
            gathered.append(re.sub(r"[ \t\r\n]+", " ", child.text()))
    yield from _flush(gathered)


def _flush(gathered: list[str]) -> Iterator[str]:
    line = "".join(gathered).replace("\xa0", " ").strip(" \u3000")
    gathered.clear()
    if line:
        yield line


def _is_link_list(node: LexborNode) -> bool:
    if node.tag not in ("ul", "ol", "div", "dl"):
        return False
    links = node.css("a")
    text = re.sub(r"\s+", "", node.text())
    return len(links) > 1 and sum(len(re.sub(r"\s+", "", link.text())) for link in links) > 0.7 * len(text)


def _table(node: LexborNode, depth: int) -> Iterator[str | list[list[str]]]:
    """A table's rows with merged cells filled; one of a single column, or with paragraphs in its cells, is layout."""
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for row in node.css("tr"):
        cells: list[str] = []
        for cell in row.css("td, th"):
            _fill(cells, below)
            words = re.sub(r"\s+", " ", cell.text(separator=" ")).strip()
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if high > 1:
                    below[len(cells)] = (high - 1, words)
                cells.append(words)
        _fill(cells, below)
        if cells:
            rows.append(cells)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if max((len(row) for row in rows), default=0) < 2 or longest > 400:
        yield from (line for cell in node.css("td, th") if cell.css_first("td") is None for line in _lines(cell, depth + 1))
    else:
        yield rows


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    while len(cells) in below:
        left, words = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, words)
            cells.append(words)
            return
        cells.append(words)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(int(value), 60) if value.isdigit() and value != "0" else 1
