"""How the text looks around what a guard takes in: strings, comments, line ends, indentation."""

from __future__ import annotations

import sys

import pytest

from fixes.wrapping import fixes, in_function, smallest

GUARD = 'if __name__ == "__main__":'

KEPT = {
    "text in a long string": (
        'launch("""\nline\n    # no comment\n\n""")\n',
        f'{GUARD}\n    launch("""\nline\n    # no comment\n\n""")\n',
    ),
    "text in a long formatted string": (
        "launch(f'''\n{x\n}\n  {y!r:>{\nz}}\n''',\nz)\n",
        f"{GUARD}\n    launch(f'''\n{{x\n}}\n  {{y!r:>{{\nz}}}}\n''',\n    z)\n",
    ),
    "text in a string over two lines": (
        'launch("a\\\nb",\n"c"\n"d")\n',
        f'{GUARD}\n    launch("a\\\nb",\n    "c"\n    "d")\n',
    ),
    "code between strings": (
        'launch("""a\nb""", [\n1], """c\n""")\n',
        f'{GUARD}\n    launch("""a\nb""", [\n    1], """c\n""")\n',
    ),
    "a bytes string": (
        'launch(b"""a\nb""")\n',
        f'{GUARD}\n    launch(b"""a\nb""")\n',
    ),
    "continued lines": (
        "launch \\\n  (1 + \\\n2)\n",
        f"{GUARD}\n    launch \\\n      (1 + \\\n    2)\n",
    ),
    "comments above, behind and inside": (
        "x = 1  # one\n\n# two\n# three\nlaunch(  # four\n# five\n)  # six\n# seven\n",
        f"x = 1  # one\n\n{GUARD}\n    # two\n    # three\n    launch(  # four\n    # five\n    )  # six\n# seven\n",
    ),
    "comments of a compound statement": (
        "for x in a:\n# one\n    launch(x)\n# two\n\n    # three\n\n# four\n",
        f"{GUARD}\n    for x in a:\n    # one\n        launch(x)\n# two\n\n    # three\n\n# four\n",
    ),
    "an indented comment after the body": (
        "for x in a:\n    launch(x)\n\n    # then\n# next\n",
        f"{GUARD}\n    for x in a:\n        launch(x)\n\n        # then\n# next\n",
    ),
    "a comment that a blank line sets apart": (
        "# about the file\n\nlaunch()\n",
        f"# about the file\n\n{GUARD}\n    launch()\n",
    ),
    "the first line of a script": (
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# go\nlaunch()\n",
        f"#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n{GUARD}\n    # go\n    launch()\n",
    ),
    "the mark of a cell": (
        "# %% Start\nlaunch()\n",
        f"# %% Start\n{GUARD}\n    launch()\n",
    ),
    "at most one blank line inside": (
        "p = launch()\n\n\n\n# join\n\n\np.join()\n\n\n\nprint()\n",
        f"{GUARD}\n    p = launch()\n\n    # join\n\n    p.join()\n\n\n\nprint()\n",
    ),
    "blank lines with spaces in them": (
        "for x in a:\n    y()\n  \n    launch()\n",
        f"{GUARD}\n    for x in a:\n        y()\n  \n        launch()\n",
    ),
    "tabs": (
        "def f():\n\tpass\nlaunch()\nfor x in a:\n\tlaunch()\n",
        f"def f():\n\tpass\n{GUARD}\n\tlaunch()\nfor x in a:\n\tlaunch()\n",
    ),
    "two spaces": (
        "if a:\n  b()\nif launch():\n  b()\n",
        f"if a:\n  b()\n{GUARD}\n  if launch():\n    b()\n",
    ),
    "the indentation that is used most": (
        "if a:\n  b()\nif a:\n\tb()\nif a:\n\tb()\nlaunch()\n",
        f"if a:\n  b()\nif a:\n\tb()\nif a:\n\tb()\n{GUARD}\n\tlaunch()\n",
    ),
    "CR LF": (
        "x = 1\r\nlaunch(\r\n    1,\r\n)\r\n",
        f"x = 1\r\n{GUARD}\r\n    launch(\r\n        1,\r\n    )\r\n",
    ),
    "CR": ("x = 1\rlaunch(\r1)\r", f"x = 1\r{GUARD}\r    launch(\r    1)\r"),
    "mixed line ends": (
        "x = 1\r\nlaunch(\n1)\r\ny = 1\n",
        f"x = 1\r\n{GUARD}\n    launch(\n    1)\r\ny = 1\n",
    ),
    "no final line end": ("x = 1\r\nlaunch()", f"x = 1\r\n{GUARD}\r\n    launch()"),
    "a form feed before the statement": (
        "x = 1\n\flaunch()\n",
        f"x = 1\n\f{GUARD}\n    launch()\n",
    ),
    "a form feed before a later statement": (
        "p = launch()\n\f\n\fp.join()\n\f# end\np.close()\n",
        f"{GUARD}\n    p = launch()\n\f\n\f    p.join()\n\f    # end\n    p.close()\n",
    ),
    "a form feed inside a body": (
        "if a:\n    \f  launch()\n",
        f"{GUARD}\n    if a:\n    \f      launch()\n",
    ),
    "line ends that are none": (
        "x = 'a\x0bb\x85c\u2028d'\nlaunch('\u2028')  # \x0b\n",
        "x = 'a\x0bb\x85c\u2028d'\nif __name__ == '__main__':\n    launch('\u2028')  # \x0b\n",
    ),
    "wide characters": (
        "x = '😀'; launch('é')  # 再\n",
        "if __name__ == '__main__':\n    x = '😀'; launch('é')  # 再\n",
    ),
    "single quotes, where the file prefers them": (
        "x = 'a', b'b', f'c'\n'''doc'''\ny = \"d\"\nlaunch()\n",
        "x = 'a', b'b', f'c'\n'''doc'''\ny = \"d\"\nif __name__ == '__main__':\n    launch()\n",
    ),
    "a semicolon at the end": ("launch();\n", f"{GUARD}\n    launch();\n"),
    "a line that a backslash joins to a blank one": (
        "launch(); \\\n\nx = 1\n",
        f"{GUARD}\n    launch(); \\\n\nx = 1\n",
    ),
    "statements that a backslash joins": (
        "launch(); \\\nx = 1\ny = 1\n",
        f"{GUARD}\n    launch(); \\\n    x = 1\ny = 1\n",
    ),
    **(
        {
            "strings in a formatted string in the same quotes": (
                'launch(f"{x["a"]}{\n"b"}", f"""{f"""\n"""}""")\n',
                f'{GUARD}\n    launch(f"{{x["a"]}}{{\n"b"}}", f"""{{f"""\n"""}}""")\n',
            )
        }
        if sys.version_info >= (3, 12)
        else {}
    ),
}


@pytest.mark.parametrize(("before", "after"), KEPT.values(), ids=KEPT)
def test_a_guard_keeps(before: str, after: str) -> None:
    assert smallest(before) == after


FUNCTIONS = {
    "text in a long string": (
        'launch("""\na""")\n',
        'def main() -> None:\n    launch("""\na""")\n\n\n{guard}\n    main()\n',
    ),
    "tabs and CR LF": (
        "if a:\r\n\tb()\r\nlaunch()\r\n",
        "if a:\r\n\tb()\r\n\r\n\r\ndef main() -> None:\r\n\tlaunch()\r\n\r\n\r\n{guard}\r\n\tmain()\r\n",
    ),
    "a form feed": (
        "x = 1\n\flaunch()\n",
        "x = 1\n\f\n\ndef main() -> None:\n    launch()\n\n\n{guard}\n    main()\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_keeps(before: str, after: str) -> None:
    assert in_function(before) == after.format(guard=GUARD)


def test_a_debug_expression_keeps_its_text() -> None:
    text = 'launch(f"""{\nx = }""")\n'

    assert smallest(text) == f"{GUARD}\n    {text}"


def test_each_edit_only_puts_something_in() -> None:
    (fix, *_) = fixes("p = launch()\n\np.join()\n")

    assert [edit.span.start - edit.span.end for edit in fix.edits] == [0, 0]
