"""Bytes to text: what each encoding gives, and what is refused with which reason."""

import pytest

from transforms.raw.decode import UnreadableDocument, decode_text

TEXT = "柳河镇政府工作报告\r\n（2023年1月10日）\r\n实现土地流转3000亩以上。\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "utf-32-le"),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "gbk", "utf-16le mark", "utf-16be mark", "utf-16le bare", "utf-16be bare", "utf-32"],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    assert decode_text(data).text == TEXT
    assert decode_text(data).encoding == encoding


def test_rare_characters_of_gb18030() -> None:
    text = "湖㳇镇工作总结，完成𠮷村改造3处。"
    assert decode_text(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        ("　\n　".encode(), "empty"),
        (b"\x00" * 400, "empty"),
        (bytes(range(256)) * 8, "binary"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00\x01" * 300, "binary"),
        (("柳河镇" * 50).encode() + b"\x01\x02\x03\x04", "binary"),
        (("柳河镇工作总结" * 50).encode()[:-1], "damaged_text"),
        (("柳河镇工作总结" * 50).encode()[:300] + b"\xff" + ("柳河镇工作总结" * 50).encode()[300:], "damaged_text"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], "damaged_text"),
        (b"abc \xff\xff\xff def", "encoding"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        decode_text(data)
    assert caught.value.reason == reason
    assert "·" in caught.value.hint
