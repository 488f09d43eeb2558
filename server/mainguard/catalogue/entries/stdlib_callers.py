"""What of the standard library calls the functions it is given, or never comes back."""

from mainguard.catalogue.api import Api, Calls, Decorator, Instance, Registered, ResultOf, Same

_EXITS = (
    "sys.exit",
    "os._exit",
    "os.abort",
    "os.execv",
    "os.execve",
    "os.execl",
    "os.execlp",
    "os.execvp",
    "os.execvpe",
)
_RUNS_AT_ONCE = (
    Api(
        "asyncio.run",
        aliases=("asyncio.runners.run",),
        parameters=("main",),
        calls=Calls("main"),
        returns=ResultOf("main"),
    ),
    Api(
        "asyncio.Runner",
        aliases=("asyncio.runners.Runner",),
        returns=Instance("asyncio.Runner"),
    ),
    Api("asyncio.Runner.run", parameters=("coro",), calls=Calls("coro"), returns=ResultOf("coro")),
    Api(
        "asyncio.get_event_loop",
        aliases=("asyncio.new_event_loop", "asyncio.get_running_loop"),
        returns=Instance("asyncio.AbstractEventLoop"),
    ),
    Api(
        "asyncio.AbstractEventLoop.run_until_complete",
        parameters=("future",),
        calls=Calls("future"),
        returns=ResultOf("future"),
    ),
    Api(
        "asyncio.AbstractEventLoop.create_task",
        parameters=("coro",),
        calls=Calls("coro"),
        returns=Instance("asyncio.Future"),
    ),
    Api(
        "asyncio.AbstractEventLoop.run_in_executor",
        parameters=("executor", "func"),
        calls=Calls("func", passes_rest=True, in_thread=True),
    ),
    Api("asyncio.to_thread", parameters=("func",), calls=Calls("func", passes_rest=True, in_thread=True)),
    Api("asyncio.TaskGroup", returns=Instance("asyncio.TaskGroup")),
    Api("asyncio.TaskGroup.create_task", parameters=("coro",), calls=Calls("coro"), returns=Instance("asyncio.Future")),
    Api("contextvars.copy_context", returns=Instance("contextvars.Context")),
    Api("contextvars.Context", returns=Instance("contextvars.Context")),
    Api(
        "contextvars.Context.run",
        parameters=("callable",),
        calls=Calls("callable", passes_rest=True),
        returns=ResultOf("callable"),
    ),
    Api("timeit.timeit", parameters=("stmt",), calls=Calls("stmt")),
    Api("re.sub", parameters=("pattern", "repl", "string"), calls=Calls("repl")),
)
_KEYS = tuple(
    Api(name, parameters=parameters, calls=Calls("key"))
    for name, parameters in {
        "heapq.nlargest": ("n", "iterable", "key"),
        "heapq.nsmallest": ("n", "iterable", "key"),
        "heapq.merge": ("iterables",),
        "bisect.bisect": ("a", "x", "lo", "hi"),
        "bisect.bisect_left": ("a", "x", "lo", "hi"),
        "bisect.bisect_right": ("a", "x", "lo", "hi"),
        "bisect.insort": ("a", "x", "lo", "hi"),
        "itertools.groupby": ("iterable", "key"),
    }.items()
)
_RUNNERS = (
    *(Api(f"{module}.Profile", returns=Instance("cProfile.Profile")) for module in ("cProfile", "profile")),
    Api(
        "cProfile.Profile.runcall",
        parameters=("func",),
        calls=Calls("func", passes_rest=True),
        returns=ResultOf("func"),
    ),
    Api("trace.Trace", returns=Instance("trace.Trace")),
    Api("trace.Trace.runfunc", parameters=("func",), calls=Calls("func", passes_rest=True), returns=ResultOf("func")),
    Api("sched.scheduler", returns=Instance("sched.scheduler")),
    *(
        Api(f"sched.scheduler.{name}", parameters=(when, "priority", "action"), registers="action")
        for name, when in (("enter", "delay"), ("enterabs", "time"))
    ),
    Api("sched.scheduler.run", calls_registered=Registered.ALL),
    Api("timeit.repeat", parameters=("stmt",), calls=Calls("stmt")),
    Api("timeit.Timer", parameters=("stmt",), returns=Instance("timeit.Timer")),
    *(
        Api(f"timeit.Timer.{name}", parameters=("stmt",), on_self=True, calls=Calls("stmt"))
        for name in ("timeit", "repeat", "autorange")
    ),
    *(
        Api(f"asyncio.AbstractEventLoop.{name}", parameters=parameters, calls=Calls("callback", passes_rest=True))
        for name, parameters in {
            "call_soon": ("callback",),
            "call_soon_threadsafe": ("callback",),
            "call_later": ("delay", "callback"),
            "call_at": ("when", "callback"),
        }.items()
    ),
    Api("json.loads", parameters=("s",), calls=Calls("object_hook")),
)
_THREADS = (
    Api(
        "threading.Thread",
        parameters=("group", "target", "name", "args", "kwargs"),
        returns=Instance("threading.Thread"),
    ),
    Api(
        "threading.Thread.start",
        parameters=("group", "target", "name", "args", "kwargs"),
        on_self=True,
        calls=Calls("target", "args", "kwargs", method="run", in_thread=True),
    ),
    Api(
        "threading.Thread.run",
        parameters=("group", "target", "name", "args", "kwargs"),
        on_self=True,
        calls=Calls("target", "args", "kwargs"),
    ),
    Api("threading.local", returns=Instance("threading.local")),
    Api("threading.Timer", parameters=("interval", "function", "args", "kwargs"), returns=Instance("threading.Timer")),
    Api(
        "threading.Timer.start",
        parameters=("interval", "function", "args", "kwargs"),
        on_self=True,
        calls=Calls("function", "args", "kwargs", in_thread=True),
    ),
    Api(
        "_thread.start_new_thread",
        parameters=("function", "args", "kwargs"),
        calls=Calls("function", "args", "kwargs", in_thread=True),
    ),
    Api(
        "concurrent.futures.ThreadPoolExecutor",
        aliases=("concurrent.futures.thread.ThreadPoolExecutor",),
        parameters=("max_workers", "thread_name_prefix", "initializer", "initargs"),
        calls=Calls("initializer", "initargs", in_thread=True),
        returns=Instance("concurrent.futures.ThreadPoolExecutor"),
    ),
    Api(
        "concurrent.futures.ThreadPoolExecutor.submit",
        parameters=("fn",),
        calls=Calls("fn", passes_rest=True, in_thread=True),
        returns=Instance("concurrent.futures.Future"),
    ),
    Api(
        "concurrent.futures.Future.add_done_callback",
        aliases=("asyncio.Future.add_done_callback",),
        parameters=("fn",),
        calls=Calls("fn"),
    ),
    Api(
        "concurrent.futures.ThreadPoolExecutor.map",
        parameters=("fn",),
        calls=Calls("fn", passes_rest=True, for_each=True, in_thread=True),
    ),
)
_POOLS_OF_THREADS = (
    Api(
        "multiprocessing.pool.ThreadPool",
        aliases=("multiprocessing.dummy.Pool",),
        returns=Instance("multiprocessing.pool.ThreadPool"),
    ),
    *(
        Api(
            f"multiprocessing.pool.ThreadPool.{name}",
            parameters=("func",),
            calls=Calls("func", for_each=name != "starmap", in_thread=True),
        )
        for name in ("map", "imap", "imap_unordered", "map_async", "starmap")
    ),
    *(
        Api(
            f"multiprocessing.pool.ThreadPool.{name}",
            parameters=("func", "args", "kwds"),
            calls=Calls("func", "args", "kwds", in_thread=True),
        )
        for name in ("apply", "apply_async")
    ),
    Api(
        "multiprocessing.dummy.Process",
        parameters=("group", "target", "name", "args", "kwargs"),
        returns=Instance("threading.Thread"),
    ),
)
_WRAPPERS = (
    Api("functools.lru_cache", parameters=("maxsize",), returns=Decorator(exact=True)),
    Api("functools.cache", parameters=("user_function",), returns=Same("user_function")),
    Api("functools.singledispatch", parameters=("func",), returns=Same("func")),
    Api("functools.update_wrapper", parameters=("wrapper",), returns=Same("wrapper")),
    Api("functools.total_ordering", parameters=("cls",), returns=Same("cls")),
    Api("contextlib.contextmanager", parameters=("func",), returns=Same("func")),
    Api("contextlib.asynccontextmanager", parameters=("func",), returns=Same("func")),
    Api("abc.abstractmethod", parameters=("funcobj",), returns=Same("funcobj")),
    Api("typing.overload", parameters=("func",), returns=Same("func")),
    Api("typing.final", parameters=("f",), returns=Same("f")),
    Api("typing.no_type_check", parameters=("arg",), returns=Same("arg")),
    Api("typing.cast", parameters=("typ", "val"), returns=Same("val")),
    Api("atexit.register", parameters=("func",), returns=Same("func")),
    Api("copy.copy", parameters=("x",), returns=Same("x")),
    Api("copy.deepcopy", parameters=("x",), returns=Same("x")),
    Api("contextlib.nullcontext", parameters=("enter_result",), returns=Same("enter_result")),
    Api("contextlib.closing", parameters=("thing",), returns=Instance("contextlib.closing")),
    Api(
        "contextlib.closing.__exit__",
        parameters=("thing",),
        on_self=True,
        calls=Calls("thing", method_of_argument="close"),
    ),
    Api(
        "contextlib.ExitStack",
        aliases=("contextlib.AsyncExitStack",),
        returns=Instance("contextlib.ExitStack"),
    ),
    Api("contextlib.ExitStack.callback", parameters=("callback",), registers="callback"),
    Api("contextlib.ExitStack.push_async_callback", parameters=("callback",), registers="callback"),
    *(
        Api(f"contextlib.ExitStack.{name}", calls_registered=Registered.ALL)
        for name in ("__exit__", "__aexit__", "close", "aclose")
    ),
    Api("contextlib.suppress", returns=Instance("contextlib.suppress")),
    Api("dataclasses.field", returns=Instance("dataclasses.Field")),
)

ENTRIES = (
    *(Api(name, exits=True) for name in _EXITS),
    *_KEYS,
    *_RUNNERS,
    *_RUNS_AT_ONCE,
    *_THREADS,
    *_POOLS_OF_THREADS,
    *_WRAPPERS,
)
