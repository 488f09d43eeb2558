"""Bytes to text and back, as CPython would read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.text.source import Source, UndecodableSourceError


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=60))
def test_decodable_text_is_written_back_byte_for_byte(text: str) -> None:
    content = ("# coding: utf-8\n" + text).encode()

    assert Source.decode(content).encode() == content


@given(st.binary(max_size=60))
def test_any_bytes_are_written_back_as_they_were_or_refused(content: bytes) -> None:
    try:
        source = Source.decode(content)
    except UndecodableSourceError:
        return

    assert source.encode() == content


@pytest.mark.parametrize(
    ("content", "text", "encoding", "has_bom"),
    [
        pytest.param(b"", "", "utf-8", False, id="empty"),
        pytest.param("s = 'é'\n".encode(), "s = 'é'\n", "utf-8", False, id="utf-8"),
        pytest.param(b"\xef\xbb\xbfx = 1\n", "x = 1\n", "utf-8", True, id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n", "utf-8", True, id="mark and cookie"),
        pytest.param(b"# coding: latin-1\ns = '\xe9'", "# coding: latin-1\ns = 'é'", "iso-8859-1", False, id="latin-1"),
        pytest.param(
            b"#!/x\n# vim: fileencoding=cp1252\n\x80", "#!/x\n# vim: fileencoding=cp1252\n€", "cp1252", False, id="2nd"
        ),
        pytest.param(b"a\r\nb\rc\n", "a\r\nb\rc\n", "utf-8", False, id="line ends"),
        pytest.param(b"\x0c# coding: utf-8\n", "\f# coding: utf-8\n", "utf-8", False, id="form feed"),
    ],
)
def test_the_encoding_is_the_one_cpython_uses(content: bytes, text: str, encoding: str, has_bom: bool) -> None:
    source = Source.decode(content)

    assert (source.text, source.encoding, source.has_bom) == (text, encoding, has_bom)
    assert source.encode() == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"x = 1\n" * 3 + b"\xff", "can't decode byte 0xff", id="not utf-8"),
        pytest.param(b"\xff", "encoding", id="not utf-8 at the start"),
        pytest.param(b"# coding: nonsense\n", "unknown encoding: nonsense", id="no such encoding"),
        pytest.param(b"\xef\xbb\xbf# coding: latin-1\n", "utf-8", id="mark against cookie"),
        pytest.param(b"# coding: rot13\n", "not a text encoding", id="no text encoding"),
        pytest.param(b"# coding: ascii\n\xe9", "ascii", id="outside the encoding"),
        pytest.param(b"# coding: undefined\n", "undefined", id="codec that always fails"),
        pytest.param(b"x = 1\x00\n", "null bytes", id="null byte"),
        pytest.param("x = 1\n".encode("utf-16"), "null bytes", id="utf-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "null bytes", id="an image"),
    ],
)
def test_what_cpython_would_not_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UndecodableSourceError, match=reason):
        Source.decode(content)


def test_a_character_that_the_encoding_lacks_cannot_be_written() -> None:
    source = Source.decode(b"# coding: latin-1\n")

    with pytest.raises(UnicodeEncodeError):
        source.with_text("€").encode()


def test_another_text_is_written_back_the_same_way() -> None:
    source = Source.decode(b"\xef\xbb\xbfx = 1").with_text("y = 2")

    assert source.encode() == b"\xef\xbb\xbfy = 2"


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("x", "\n"), ("a\nb\r\n", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb\n", "\r"), ("a\fb\u2028c\r\n", "\r\n")],
)
def test_the_first_line_decides_the_line_end(text: str, newline: str) -> None:
    assert Source(text).newline == newline
