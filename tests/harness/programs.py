"""Programs to compare two ways of replaying them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st

_CASES = Path(__file__).parents[1] / "executed" / "cases"


def executed_programs() -> Iterator[tuple[dict[str, str], str]]:
    """The files of every executed case, and which of them is run: each of them."""
    for path in sorted(_CASES.iterdir()):
        if path.suffix == ".py":
            yield {"main.py": path.read_text("utf-8")}, "main.py"
        elif path.is_dir():
            texts = {str(file.relative_to(path)): file.read_text("utf-8") for file in sorted(path.rglob("*.py"))}
            for main in texts:
                yield texts, main


_NAMES = st.sampled_from(["a", "b", "C", "f", "app", "run", "A"])
_THREE = (_NAMES, _NAMES, _NAMES)
_QUIET = st.one_of(
    _NAMES,
    st.sampled_from(["1", "'x'", "True", "[]", "{}", "lambda: a", "__name__", "FastAPI()", "app.state", "a + b"]),
    st.builds("[{}, {}]".format, _NAMES, _NAMES),
    st.builds("Field({})".format, _NAMES),
    st.builds("{}.made({})".format, _NAMES, _NAMES),
    st.builds("{}[{}]".format, _NAMES, _NAMES),
    st.builds("f'{{{}}}'".format, _NAMES),
)
BLOCKS = st.one_of(
    st.builds("{} = {}".format, _NAMES, _QUIET),
    st.builds("{} = {} = {}".format, _NAMES, _NAMES, _QUIET),
    st.builds("{}, {} = {}, {}".format, _NAMES, _NAMES, _QUIET, _QUIET),
    st.builds("{}: {} = {}".format, _NAMES, _NAMES, _QUIET),
    st.builds("def {}(x={}):\n    {}()\n    return {}".format, _NAMES, _QUIET, _NAMES, _NAMES),
    st.builds("def {}():\n    global {}\n    {} = uvicorn.run".format, _NAMES, _NAMES, _NAMES),
    st.builds("@{}\ndef {}():\n    return {}".format, _NAMES, _NAMES, _NAMES),
    st.builds("@{}.get({})\nasync def {}(x={}):\n    {}()".format, _NAMES, _QUIET, _NAMES, _QUIET, _NAMES),
    st.builds("class {}({}):\n    {} = {}\n    def {}(self):\n        {}()".format, *_THREE, _QUIET, _NAMES, _NAMES),
    st.builds(
        "class {}:\n    def __init_subclass__(cls):\n        {}()\n    def __set_name__(*_):\n        {}()".format,
        *_THREE,
    ),
    st.builds("class {}({}):\n    def __call__(self):\n        {}()".format, *_THREE),
)
ACTIVE = st.one_of(
    st.builds("{}({})".format, _NAMES, _QUIET),
    st.builds("{} = {}()".format, _NAMES, _NAMES),
    st.builds("if {}:\n    {} = {}\nelse:\n    {} = {}".format, _NAMES, _NAMES, _QUIET, _NAMES, _QUIET),
    st.builds("if {}():\n    {}()".format, _NAMES, _NAMES),
    st.builds("for {} in {}:\n    {} += 1\n    {}()".format, _NAMES, _NAMES, _NAMES, _NAMES),
    st.builds("while {}:\n    {} = {}\n    {}()".format, _NAMES, _NAMES, _QUIET, _NAMES),
    st.builds("try:\n    {} = {}()\nexcept E:\n    {} = {}".format, _NAMES, _NAMES, _NAMES, _QUIET),
    st.builds("del {}".format, _NAMES),
    st.builds("globals()['{}'] = {}".format, _NAMES, _QUIET),
    st.builds("{}.{} = {}".format, _NAMES, st.sampled_from(["get", "state", "made"]), _QUIET),
    st.builds("if __name__ == '__main__':\n    {}()".format, _NAMES),
    st.builds("import other\n{} = other.{}".format, _NAMES, _NAMES),
    st.builds("from other import *\nfrom other import {}".format, _NAMES),
    st.builds("uvicorn.run({}, reload={})".format, _NAMES, _QUIET),
    st.builds("{} = uvicorn.run".format, _NAMES),
    st.builds("{} = partial(uvicorn.run, 'm:app', reload=True)".format, _NAMES),
    st.builds("multiprocessing.Process(target={}).start()".format, _NAMES),
    st.builds("{} = Pool(2)".format, _NAMES),
    st.just("for name in list(globals()):\n    globals()[name]()"),
)
HEAD = (
    "import multiprocessing\nfrom functools import partial\nfrom multiprocessing import Pool\nimport uvicorn\n"
    "from fastapi import FastAPI\nfrom pydantic import Field\napp = FastAPI()\n"
    "def run():\n    uvicorn.run('m:app', reload=True)\n"
)
