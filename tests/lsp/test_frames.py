"""Messages put together from bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mainguard.lsp.frames import Frames

HEADERS = (
    "Content-Length: {}\r\n\r\n",
    "content-length:{}\r\n\r\n",
    "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
    "Content-Length: {}\r\nContent-Type: x\r\n\r\n",
)


@given(st.lists(st.tuples(st.binary(max_size=40), st.sampled_from(HEADERS))), st.lists(st.integers(1, 50)))
def test_messages_come_out_whole_however_they_are_cut(messages: list[tuple[bytes, str]], cuts: list[int]) -> None:
    sent = b"".join(header.format(len(body)).encode() + body for body, header in messages)
    frames, received = Frames(), []
    for size in (*cuts, len(sent)):
        received += frames.feed(sent[:size])
        sent = sent[size:]

    assert received + frames.feed(sent) == [body for body, _ in messages]


def test_a_header_without_a_length_is_passed_over() -> None:
    frames = Frames()

    assert frames.feed(b"Content-Type: x\r\n\r\nContent-Length: 2\r\n\r\n{}") == [b"{}"]


def test_a_message_that_is_not_complete_is_waited_for() -> None:
    frames = Frames()

    assert frames.feed(b"Content-Length: 3\r\n\r\nab") == []
    assert frames.feed(b"cContent-Le") == [b"abc"]
