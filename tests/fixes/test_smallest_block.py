"""What the best fix puts under a guard, and when there is none."""

from __future__ import annotations

import pytest

from fixes.wrapping import module, smallest
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.modules import NoModules
from mainguard.syntax.tree import parse
from mainguard.text.source import Source
from mainguard.text.span import Span

SMALLEST = {
    "only the start": (
        """\
import launcher

launcher.launch("main:app")
""",
        """\
import launcher

if __name__ == "__main__":
    launcher.launch("main:app")
""",
    ),
    "what uses the name it binds, directly or not": (
        """\
pool = launch()
results = pool.map(f, data)
print(results)
print("bye")
""",
        """\
if __name__ == "__main__":
    pool = launch()
    results = pool.map(f, data)
    print(results)
print("bye")
""",
    ),
    "what uses the object it changes, but not what made it": (
        """\
p = Process(target=work)
p.launch()
p.join()
""",
        """\
p = Process(target=work)
if __name__ == "__main__":
    p.launch()
    p.join()
""",
    ),
    "what uses an object that the started one holds": (
        """\
q = Queue()
p = Process(target=work, args=(q,))
p.launch()
print(q.get())
p.join()
""",
        """\
q = Queue()
p = Process(target=work, args=(q,))
if __name__ == "__main__":
    p.launch()
    print(q.get())
    p.join()
""",
    ),
    "what uses a name that the called function sets": (
        """\
def launch_it():
    global p
    p = start()


launch_it()
p.join()
""",
        """\
def launch_it():
    global p
    p = start()


if __name__ == "__main__":
    launch_it()
    p.join()
""",
    ),
    "what calls a function that reads what is bound": (
        """\
p = launch()


def stop():
    p.join()


stop()
""",
        """\
if __name__ == "__main__":
    p = launch()


def stop():
    p.join()


if __name__ == "__main__":
    stop()
""",
    ),
    "functions, classes and imports in between stay, and the order too": (
        """\
p = make()
p.launch()
import late


class Late:
    pass


@register
def late_too():
    pass


p.join()
""",
        """\
p = make()
if __name__ == "__main__":
    p.launch()
import late


class Late:
    pass


@register
def late_too():
    pass


if __name__ == "__main__":
    p.join()
""",
    ),
    "the application stays": (
        """\
p = make()
p.launch()
app = FastAPI()
app.include_router(router)
p.join()
""",
        """\
p = make()
if __name__ == "__main__":
    p.launch()
app = FastAPI()
app.include_router(router)
if __name__ == "__main__":
    p.join()
""",
    ),
    "names that functions read stay": (
        """\
p = make()
p.launch()
limit = read_limit()
p.join()


def check(n):
    return n < limit
""",
        """\
p = make()
if __name__ == "__main__":
    p.launch()
limit = read_limit()
if __name__ == "__main__":
    p.join()


def check(n):
    return n < limit
""",
    ),
    "the search path for imports stays": (
        """\
import sys

p = make()
p.launch()
sys.path.append("lib")
p.join()
""",
        """\
import sys

p = make()
if __name__ == "__main__":
    p.launch()
sys.path.append("lib")
if __name__ == "__main__":
    p.join()
""",
    ),
    "what nobody else needs goes along when it stands in between": (
        """\
p1 = make()
p1.launch()
print("one is running")
p2 = make()
p2.start()
serve()
p1.join()
p2.join()
""",
        """\
p1 = make()
if __name__ == "__main__":
    p1.launch()
    print("one is running")
    p2 = make()
    p2.start()
    serve()
    p1.join()
    p2.join()
""",
    ),
    "a name that is bound again later is another one": (
        """\
p = make()
p.launch()
p.join()
p = "done"
print(p)
""",
        """\
p = make()
if __name__ == "__main__":
    p.launch()
    p.join()
p = "done"
print(p)
""",
    ),
    "a plain value is no shared object": (
        """\
count = 3
p = make(count)
p.launch()
print(count)
""",
        """\
count = 3
p = make(count)
if __name__ == "__main__":
    p.launch()
print(count)
""",
    ),
    "the start method, which can be set only once": (
        """\
import multiprocessing as mp

mp.set_start_method("spawn")


def work():
    pass


mp.Pool(2).launch()
""",
        """\
import multiprocessing as mp

if __name__ == "__main__":
    mp.set_start_method("spawn")


def work():
    pass


if __name__ == "__main__":
    mp.Pool(2).launch()
""",
    ),
    "the socket, whose address can be taken only once": (
        """\
config = Config("main:app")
supervisor = Supervisor(config, sockets=[config.bind_socket()])
supervisor.launch()
""",
        """\
config = Config("main:app")
if __name__ == "__main__":
    supervisor = Supervisor(config, sockets=[config.bind_socket()])
    supervisor.launch()
""",
    ),
    "a statement of its own that takes the address": (
        """\
sock = socket()
sock.bind(("", 80))
print("bound")
launch(sock)
""",
        """\
sock = socket()
if __name__ == "__main__":
    sock.bind(("", 80))
print("bound")
if __name__ == "__main__":
    launch(sock)
""",
    ),
    "a loop that the child would never leave": (
        """\
p = make()
p.launch()
tick = 1
while True:
    wait(tick)
""",
        """\
p = make()
if __name__ == "__main__":
    p.launch()
    tick = 1
    while True:
        wait(tick)
""",
    ),
    "a server that the child would run too, though it is given the application": (
        """\
app = FastAPI()
p = make()
p.launch()


def stop():
    p.terminate()


uvicorn.run(app)
print("bye")
""",
        """\
app = FastAPI()
p = make()
if __name__ == "__main__":
    p.launch()


def stop():
    p.terminate()


if __name__ == "__main__":
    uvicorn.run(app)
print("bye")
""",
    ),
    "a function of the module that waits": (
        """\
def monitor():
    while 1:
        look()


launch()
setup(1)
monitor()
""",
        """\
def monitor():
    while 1:
        look()


if __name__ == "__main__":
    launch()
    setup(1)
    monitor()
""",
    ),
    "an exit that would end the child before its work": (
        """\
launch()
if failed:
    raise SystemExit(1)
sys.exit(0)
""",
        """\
if __name__ == "__main__":
    launch()
    if failed:
        raise SystemExit(1)
    sys.exit(0)
""",
    ),
    "a question to the user, which the child would ask again": (
        """\
import launcher

count = int(input("How many? "))
print("thanks")
launcher.launch(count)
""",
        """\
import launcher

if __name__ == "__main__":
    count = int(input("How many? "))
print("thanks")
if __name__ == "__main__":
    launcher.launch(count)
""",
    ),
    "what is done to the application stays": (
        """\
app = FastAPI()
p = make()
p.launch()
add_pagination(app)
p.join()
""",
        """\
app = FastAPI()
p = make()
if __name__ == "__main__":
    p.launch()
add_pagination(app)
if __name__ == "__main__":
    p.join()
""",
    ),
    "the end of the script, when it does something after a server": (
        """\
def clean_up():
    remove("cache")


launch.run()
print("stopped")
count = 1
clean_up()
print("bye")
""",
        """\
def clean_up():
    remove("cache")


if __name__ == "__main__":
    launch.run()
    print("stopped")
    count = 1
    clean_up()
print("bye")
""",
    ),
    "the end of the script after a pool, behind what stays": (
        """\
with launch() as pool:
    pool.map(f, a)
register()


def clean_up():
    pass


clean_up()
""",
        """\
if __name__ == "__main__":
    with launch() as pool:
        pool.map(f, a)
register()


def clean_up():
    pass


if __name__ == "__main__":
    clean_up()
""",
    ),
    "not the end of the script, when nothing waits for the start": (
        """\
launch()
go_on()
""",
        """\
if __name__ == "__main__":
    launch()
go_on()
""",
    ),
    "not the end of the script, when something there is needed": (
        """\
launch.run()
prepare()
limit = 3


def check(n):
    return n < limit
""",
        """\
if __name__ == "__main__":
    launch.run()
prepare()
limit = 3


def check(n):
    return n < limit
""",
    ),
    "all statements of the line": (
        """\
port = 8000; launch(port); print("stopped")
""",
        """\
if __name__ == "__main__":
    port = 8000; launch(port); print("stopped")
""",
    ),
}


@pytest.mark.parametrize(("before", "after"), SMALLEST.values(), ids=SMALLEST)
def test_the_smallest_block_takes_in(before: str, after: str) -> None:
    assert smallest(before) == after


def test_an_existing_guard_that_uses_the_name_needs_no_other() -> None:
    before = """\
p = launch()
limit = 3


def check(n):
    return n < limit


if __name__ == "__main__":
    p.join()
"""
    after = """\
if __name__ == "__main__":
    p = launch()
limit = 3


def check(n):
    return n < limit


if __name__ == "__main__":
    p.join()
"""

    assert smallest(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "import launch(",
        "class C:\n    x = launch()\n",
        "def f(x=launch()):\n    pass\n",
        "async def f(x=launch()):\n    pass\n",
        "@launch()\ndef f():\n    pass\n",
        "import time; launch()\n",
        "launch(); import time\n",
        'if __name__ == "__main__":\n    launch()\n',
        "x = launch()\ndef f(y=x):\n    pass\n",
        "x = launch()\nclass C:\n    y = x\n",
        "x = launch()\nclass C(x.Base):\n    pass\n",
        "x = launch()\n@x.register\ndef f():\n    pass\n",
        "x = launch()\nfrom a import b; print(x)\n",
        "\\\nlaunch()\n",
        "x = launch()\nprint(x, [\n",
    ],
)
def test_no_guard_is_right(text: str) -> None:
    tree = parse(Source(text))
    spans = [placed.statement_span(statement) for placed, statement in tree.statements] or [Span(0, len(text))]
    found = [fix for span in spans for fix in wrap_fixes(module(text), span, NoModules(), "launch") if span.start == 0]

    assert found == []


def test_a_package_is_never_the_main_module() -> None:
    package = module("launch()\n")
    package = type(package)(package.key, package.tree, "main", "main", is_package=True)

    assert list(wrap_fixes(package, Span(0, 8), NoModules(), "launch")) == []


def test_a_statement_that_is_not_there_has_no_fix() -> None:
    assert list(wrap_fixes(module("launch()\n"), Span(0, 3), NoModules(), "launch")) == []
