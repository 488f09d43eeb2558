"""What of the standard library starts processes that never run the main module."""

from mainguard.catalogue.api import Api

_RUNS_A_COMMAND = "it runs another command, never the main module"
_FORKS = "the child goes on where the parent is and runs nothing again"

ENTRIES = (
    *(
        Api(f"subprocess.{name}", checked="CPython 3.11: subprocess.py", harmless=_RUNS_A_COMMAND)
        for name in ("Popen", "run", "call", "check_call", "check_output", "getoutput", "getstatusoutput")
    ),
    *(
        Api(f"os.{name}", checked="CPython 3.11: os.py", harmless=_RUNS_A_COMMAND)
        for name in (
            "system",
            "popen",
            "posix_spawn",
            "posix_spawnp",
            "spawnv",
            "spawnve",
            "spawnl",
            "spawnlp",
        )
    ),
    *(Api(f"os.{name}", checked="CPython 3.11: posixmodule.c", harmless=_FORKS) for name in ("fork", "forkpty")),
    Api("pty.fork", checked="CPython 3.11: pty.py", harmless=_FORKS),
    *(
        Api(f"asyncio.{name}", checked="CPython 3.11: asyncio/subprocess.py", harmless=_RUNS_A_COMMAND)
        for name in ("create_subprocess_exec", "create_subprocess_shell")
    ),
    Api(
        "logging.handlers.QueueListener",
        parameters=("queue",),
        checked="CPython 3.11: logging/handlers.py:1483",
        harmless="it starts a thread",
    ),
)
