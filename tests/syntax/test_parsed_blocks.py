from __future__ import annotations

from mainguard.syntax.parsed_blocks import OVERHEAD, ParsedBlocks

TWO = 2 * (OVERHEAD + 5)


class Parser:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> str:
        self.asked.append(text)
        return text.upper()


def test_a_text_is_parsed_once() -> None:
    parser = Parser()
    blocks = ParsedBlocks(parser, most_characters=TWO, longest=5)

    assert [blocks("a"), blocks("b"), blocks("a")] == ["A", "B", "A"]
    assert parser.asked == ["a", "b"]


def test_of_too_much_text_what_was_used_last_is_kept() -> None:
    parser = Parser()
    blocks = ParsedBlocks(parser, most_characters=TWO, longest=5)
    for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        blocks(text)

    assert parser.asked == ["aaaa", "bbbb", "cccc", "bbbb"]
    assert blocks.characters <= TWO


def test_a_long_text_is_not_kept() -> None:
    parser = Parser()
    blocks = ParsedBlocks(parser, most_characters=TWO, longest=5)
    blocks("a" * 6)
    blocks("a" * 6)

    assert (len(parser.asked), blocks.characters) == (2, 0)
