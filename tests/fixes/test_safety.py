"""Whether a fix is safe, and what it says when it is not."""

from __future__ import annotations

import pytest

from fixes.wrapping import fixes, why_unsafe
from mainguard.fixes.fix import Safety

UNSAFE = [
    ("pool = launch()\ndef f():\n    return pool\n", "`pool` is read in `f`"),
    ("pool = launch()\nclass C:\n    def m(self):\n        return pool\n", "`pool` is read in `C`"),
    ("pool = launch()\ng = lambda: pool\n", "`pool` is read in a lambda"),
    ("app = launch()\n", "`app` is the application that servers import"),
    ("site = FastAPI(launch())\n", "`site` is the application that servers import"),
    ("server = launch('main:server')\n", "`server` is named by the import string `main:server`"),
    ("__all__ = ['pool']\npool = launch()\n", "`pool` is listed in `__all__`"),
    ("__all__ = []\n__all__ += ['pool']\npool = launch()\n", "`pool` is listed in `__all__`"),
    ("__version__ = launch()\n", "`__version__` is read by those who import the module"),
    ("for f in a:\n    def g(): pass\n    launch(g)\n", "`g` is defined in the block, and a child process may need it"),
    ("x = 1\nx = launch()\ndef f(a=x): pass\n", "`x` is read by a definition in line 3"),
    ("def f(:\n    return pool\npool = launch()\n", "`pool` may be read in the part that does not parse"),
    (
        "app = FastAPI()\np = launch()\napp.state.p = p\n",
        "`app` is changed in the block and is the application that servers import",
    ),
    (
        "seen = []\np = launch()\nseen.append(p)\ndef f(): return seen\n",
        "`seen` is changed in the block and is read in `f`",
    ),
    (
        "app = FastAPI()\nif a:\n    launch('main:app')\nelse:\n    app.debug = True\n",
        "`app` is changed in the block and is named by the import string `main:app`",
    ),
    (
        "workers = []\nworkers.append(launch())\ndef stop(): return workers\n",
        "`workers` is changed in the block and is read in `stop`",
    ),
    ("def start():\n    global p\n    p = 1\nstart(); launch()\ndef f(): return p\n", "`p` is read in `f`"),
]


@pytest.mark.parametrize(("text", "why"), UNSAFE)
def test_a_fix_is_unsafe_and_says_why(text: str, why: str) -> None:
    assert why_unsafe(text) == why
    assert {fix.safety for fix in fixes(text)} == {Safety.UNSAFE}


@pytest.mark.parametrize(
    "text",
    [
        "pool = launch()\ndef f(pool):\n    return pool\n",
        "pool = launch()\ndef f():\n    pool = 1\n    return pool\n",
        "pool = launch()\ndef f():\n    return [pool for pool in a]\n",
        "pool = launch()\nclass C:\n    pool = 1\n",
        "p = make()\ndef stop():\n    p.terminate()\np.launch()\np.join()\n",
        "app = FastAPI()\n@app.get('/')\ndef f():\n    return 1\nlaunch('main:app')\n",
        "app = Flask(__name__)\n@app.get('/')\ndef f():\n    return 1\napp.launch(debug=True)\n",
        "launch()\nprint('x')\n",
        "pool = launch()\nif __name__ == '__main__':\n    def f():\n        return pool\n",
        "def start():\n    global p\n    p = 1\n    return p\nstart(); launch()\n",
        "import logging\nlogger = logging.getLogger()\ndef f(): logger.info(1)\np = launch()\nlogger.info(p)\n",
    ],
)
def test_a_fix_is_safe(text: str) -> None:
    assert why_unsafe(text) == ""
    assert fixes(text)[0].safety is Safety.SAFE
