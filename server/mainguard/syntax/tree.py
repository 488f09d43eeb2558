"""The tree of a file: its top-level blocks, each parsed by itself and placed in the text."""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from threading import Lock

from mainguard.syntax.blocks import block_spans, clause_spans, last_clause_spans, may_be_misread, piece_spans
from mainguard.syntax.facts import Facts, facts_of
from mainguard.syntax.imports import Imported, imported, names_bound
from mainguard.syntax.outline import Outline, Section
from mainguard.syntax.parsed_blocks import ParsedBlocks
from mainguard.text.lines import LineIndex
from mainguard.text.source import Source
from mainguard.text.span import Span

# Some eight megabytes of memory.  A block that is typed in leaves one entry a keystroke, so long ones are not kept.
_CACHED_CHARACTERS = 150_000
_CACHED_SECTIONS = 512
_LONGEST_CACHED_BLOCK = 100_000
BLOCKS_IN_SECTION = 8
_LONGEST_WINDOW = 20_000
"""How much text is parsed as one to learn whether it was cut wrongly where it does not parse."""
_WORD = re.compile(r"\w+")
_IMPORTING = (ast.Import, ast.ImportFrom, ast.If, ast.Try)
_MAY_IMPORT = re.compile(r"[ \t\f\ufeff]*(?:(?:import|from|if|try)\b|[^\r\n;]*;)")

_WARNING_FILTERS = Lock()
"""``catch_warnings`` changes and restores what all threads share."""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What CPython's parser said, and where."""

    message: str
    span: Span


@dataclass(frozen=True)
class Block:
    """One top-level statement's parse: a pure function of its text."""

    text: str
    statements: tuple[ast.stmt, ...]
    problem: SyntaxProblem | None
    lines: LineIndex

    @cached_property
    def mentions(self) -> frozenset[str]:
        """Every identifier in the block: names, attributes, imported names, keyword arguments, parameters."""
        found: set[str] = set()
        for statement in self.statements:
            for node in ast.walk(statement):
                found.update(_identifiers(node))
        return frozenset(found)

    @cached_property
    def words(self) -> frozenset[str]:
        """At least the identifiers that it mentions, and what stands in its strings and comments."""
        if not self.text.isascii():
            # Python compares identifiers in a normal form.
            return self.mentions.union(_WORD.findall(self.text))
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def imports(self) -> tuple[Imported, ...]:
        """What it may import anywhere; more than it does, never less."""
        return tuple(imported(self.text))

    @cached_property
    def tests(self) -> tuple[ast.Compare | ast.Match, ...]:
        """Every comparison and every ``match`` statement in the block."""
        nodes = (node for statement in self.statements for node in ast.walk(statement))
        return tuple(node for node in nodes if isinstance(node, ast.Compare | ast.Match))

    @cached_property
    def facts(self) -> Facts | None:
        """What it binds and reads; ``None`` when it may do more than bind names."""
        return facts_of(self.statements)


@dataclass(frozen=True)
class PlacedBlock:
    """A block at its place in a file.  ``start`` is an offset in code points."""

    block: Block
    start: int

    def span(self, node: ast.AST) -> Span:
        """The span of ``node``, which must be of this block; a decorated definition starts at its keyword."""
        lines = self.block.lines
        lineno, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        start = lines.ast_offset(lineno, column)
        end_lineno, end_column = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
        if end_lineno is None or end_column is None:
            return Span(start + self.start, start + self.start)
        end = max(start, lines.ast_offset(end_lineno, end_column))
        return Span(start + self.start, end + self.start)

    def statement_span(self, statement: ast.stmt) -> Span:
        """The span of ``statement`` with its decorators, from the ``@`` on."""
        span = self.span(statement)
        decorators = getattr(statement, "decorator_list", None)
        if not decorators:
            return span
        first = self.span(decorators[0]).start - self.start
        return Span(self.start + self.block.text.rindex("@", 0, first), span.end)


@dataclass(frozen=True, eq=False)
class Cut:
    """How a text was cut: lists of the same length, an item a block."""

    blocks: list[Block]
    starts: list[int]
    ends: list[int]
    is_cut: list[bool]
    """Whether the text was cut before the block; else the block was saved from one that does not parse."""
    guesses: list[int]
    """Where the strings are whose end was guessed, ascending."""
    sections: list[Section]
    """The same blocks."""


@dataclass(frozen=True)
class Tree:
    """A file as blocks.  A file that does not parse is still a tree: its broken blocks have a problem."""

    source: Source
    given: Sequence[PlacedBlock] | None = None
    """The blocks, where they are known or no matter of the text alone."""
    indexed: Outline | None = None
    """The outline of the blocks, where it is known."""
    known_broken: tuple[int, ...] | None = None
    """The numbers of the blocks that do not parse, where they are known."""
    known_starts: Sequence[int] | None = field(default=None, compare=False)
    """Where the blocks start, where it is known."""
    cut: Cut | None = field(default=None, compare=False)
    """How the text was cut, where the tree of an edited text can be made of it."""

    @cached_property
    def blocks(self) -> Sequence[PlacedBlock]:
        """The blocks in order; the text is cut and parsed when somebody asks first."""
        return _blocks(self.source.text) if self.given is None else self.given

    def has(self, word: str) -> bool:
        """Whether ``word`` stands anywhere in the text; in that of an edited tree, it is looked for near the edit."""
        if word not in self.first_places:
            self.first_places[word] = self.source.text.find(word)
        return self.first_places[word] >= 0

    @cached_property
    def first_places(self) -> dict[str, int]:
        """Where each word that was looked for stands first; -1 where it does not."""
        return {}

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where the blocks start."""
        return [placed.start for placed in self.blocks] if self.known_starts is None else self.known_starts

    @cached_property
    def imports(self) -> tuple[Imported, ...]:
        """What the text may import anywhere, without having been parsed; more than it does, never less."""
        if self.indexed is not None:
            return tuple(each for section in self.indexed.sections for each in section.imports)
        return tuple(imported(self.source.text))

    @cached_property
    def names_imported(self) -> frozenset[str]:
        """At least the names that imports outside of functions and classes bind, ``*`` for all there are.

        Nothing is parsed for them.
        """
        return names_bound(self.source.text)

    @cached_property
    def statements(self) -> tuple[tuple[PlacedBlock, ast.stmt], ...]:
        """Every top-level statement that parsed, in order, with the block it is in."""
        return tuple((placed, statement) for placed in self.blocks for statement in placed.block.statements)

    @cached_property
    def importing(self) -> tuple[ast.stmt, ...]:
        """The top-level statements that may import something, in order; nothing else is parsed for them."""
        if "blocks" in vars(self) or self.given is not None:
            found = (statement for _, statement in self.statements)
        else:
            text = self.source.text
            spans = (span for span in block_spans(text) if _MAY_IMPORT.match(text, span.start))
            found = (statement for span in spans for statement in _placed(text, span).block.statements)
        return tuple(statement for statement in found if isinstance(statement, _IMPORTING))

    @cached_property
    def handed_on(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """What has been found out so far of what it imports under a name, by package and name."""
        return {}

    @cached_property
    def is_plain(self) -> bool:
        """Whether the text is one module that parses, and nobody types in it."""
        return self.given is None and self.indexed is None and parses_whole(self.source.text)

    @cached_property
    def outline(self) -> Outline:
        """Which of the blocks only bind names."""
        if self.indexed is not None:
            return self.indexed
        blocks = [placed.block for placed in self.blocks]
        starts = range(0, len(blocks), BLOCKS_IN_SECTION)
        return Outline([Section(tuple(blocks[start : start + BLOCKS_IN_SECTION])) for start in starts])

    def forget(self) -> None:
        """Let go of what can be made of the text again."""
        for name in ("blocks", "starts", "statements", "importing", "outline"):
            vars(self).pop(name, None)

    @property
    def problems(self) -> Iterator[SyntaxProblem]:
        """What did not parse, in order, spans in the whole text."""
        if "blocks" not in vars(self) and self.is_plain:
            return
        blocks = self.blocks
        for placed in blocks if self.known_broken is None else map(blocks.__getitem__, self.known_broken):
            problem = placed.block.problem
            if problem is not None:
                yield SyntaxProblem(problem.message, problem.span.shifted(placed.start))

    @property
    def is_broken(self) -> bool:
        """Whether any block did not parse."""
        return any(self.problems)


def parse(source: Source) -> Tree:
    """The tree of ``source``.  Never raises."""
    return Tree(source)


def parse_sections(source: Source, sections: Iterable[Span]) -> Tree:
    """The tree of a text whose ``sections`` are parsed by themselves: no statement goes from one into the next."""
    blocks = [
        PlacedBlock(placed.block, placed.start + span.start)
        for span in sections
        for placed in _section(source.text[span.start : span.end])
    ]
    return Tree(source, tuple(blocks))


def _blocks(text: str) -> tuple[PlacedBlock, ...]:
    guesses: list[int] = []
    cut = [cut_pieces(text, span) for span in block_spans(text, 0, guesses.append)]
    if was_cut_wrongly(text, cut, has_guesses=bool(guesses)):
        whole = _parsed_anew(text)
        if whole.problem is None:
            return (PlacedBlock(whole, 0),)
    return tuple(piece for pieces in cut for piece in pieces)


def was_cut_wrongly(text: str, cut: Sequence[Sequence[PlacedBlock]], *, has_guesses: bool) -> bool:
    """Whether it is the cut of ``text`` that is wrong where something does not parse, not the text.

    ``cut`` are neighbouring blocks, all that do not parse among them, each with what was saved of it.  What was cut
    apart in a bracket does not parse, and does together.  A string that the scan takes for another may go on anywhere.
    """
    broken = [number for number, pieces in enumerate(cut) if any(piece.block.problem for piece in pieces)]
    if not broken:
        return False
    last = cut[min(broken[-1] + 1, len(cut) - 1)][-1]
    start, end = cut[broken[0]][0].start, last.start + len(last.block.text)
    if end - start <= _LONGEST_WINDOW and parses(text[start:end]):
        return True
    is_doubtful = has_guesses or any(may_be_misread(piece.block.text) for number in broken for piece in cut[number])
    return is_doubtful and len(text) <= _LONGEST_WINDOW and parses(text)


_section = lru_cache(_CACHED_SECTIONS)(_blocks)
"""Of a notebook's cells only one changes at a time."""


def _saved(text: str, placed: PlacedBlock) -> Iterator[PlacedBlock]:
    """What can be saved of a block that does not parse; neighbours that do not parse either stay together."""
    broken: Span | None = None
    pieces: Iterable[PlacedBlock] = [placed]
    for spans in (piece_spans, last_clause_spans, clause_spans):
        pieces = _cut(text, pieces, spans)
    for piece in pieces:
        span = Span(piece.start, piece.start + len(piece.block.text))
        if piece.block.problem is not None:
            broken = Span(broken.start if broken else span.start, span.end)
            continue
        if broken is not None:
            yield _placed(text, broken)
            broken = None
        yield piece
    if broken is not None:
        yield _placed(text, broken)


def cut_pieces(text: str, span: Span) -> tuple[PlacedBlock, ...]:
    """The block that was cut out of ``text`` at ``span``, or what can be saved of it."""
    placed = _placed(text, span)
    return (placed,) if placed.block.problem is None else tuple(_saved(text, placed))


def parses_whole(text: str) -> bool:
    """Whether ``text`` is a module; nothing of it is kept."""
    with _WARNING_FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # A table of symbols costs less than a tree; only what it refuses for the symbols' sake is parsed as well.
        return _is_taken(partial(symtable.symtable, text, "", "exec")) or _is_taken(partial(ast.parse, text))


def _is_taken(made_of_text: Callable[[], object]) -> bool:
    try:
        made_of_text()
    except (SyntaxError, ValueError, UnicodeError, RecursionError, MemoryError):
        return False
    return True


def parses(text: str) -> bool:
    """Whether ``text`` is a module."""
    return _parsed(text).problem is None


def _cut(text: str, blocks: Iterable[PlacedBlock], spans: Callable[[str], Iterator[Span]]) -> Iterator[PlacedBlock]:
    """The blocks, those that do not parse cut into ``spans`` of their text."""
    for placed in blocks:
        if placed.block.problem is None:
            yield placed
        else:
            yield from (_placed(text, span.shifted(placed.start)) for span in spans(placed.block.text))


def _placed(text: str, span: Span) -> PlacedBlock:
    block_text = text[span.start : span.end]
    return PlacedBlock(_parsed(block_text), span.start)


def _parsed_anew(text: str) -> Block:
    lines = LineIndex(text)
    try:
        with _WARNING_FILTERS, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Block(text, tuple(ast.parse(text).body), None, lines)
    except SyntaxError as error:
        return Block(text, (), SyntaxProblem(error.msg, _place(error, lines, text)), lines)
    except (ValueError, UnicodeError) as error:
        return Block(text, (), SyntaxProblem(str(error), Span(0, len(text))), lines)
    except (RecursionError, MemoryError):
        return Block(text, (), SyntaxProblem("too deeply nested to be parsed", Span(0, len(text))), lines)


_parsed = ParsedBlocks(_parsed_anew, _CACHED_CHARACTERS, _LONGEST_CACHED_BLOCK)


def _place(error: SyntaxError, lines: LineIndex, text: str) -> Span:
    """Where CPython points, a character at least: its lines and columns are 1-based, its columns code points."""
    line = max((error.lineno or 1) - 1, 0)
    start = min(lines.line_start(line) + max((error.offset or 1) - 1, 0), len(text))
    end_line = max((error.end_lineno or error.lineno or 1) - 1, line)
    end = min(lines.line_start(end_line) + max((error.end_offset or 1) - 1, 0), len(text))
    return Span(start, max(end, min(start + 1, len(text))))


def _identifiers(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name
        case ast.alias(name=name, asname=asname):
            yield from name.split(".")
            if asname:
                yield asname
        case ast.ImportFrom(module=str(module)):
            yield from module.split(".")
        case _:
            return
