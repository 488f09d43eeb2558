"""NiceGUI, whose child needs the call that started it.  File and line of nicegui 3.18.0."""

from mainguard.catalogue.api import Api, Truthy

_CHECKED = "nicegui 3.18.0 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="nicegui.ui.run",
        aliases=("nicegui.ui_run.run",),
        parameters=("root",),
        serves=True,
        main_thread_only=Truthy("reload", default=True),
        needed_in_child=Truthy("reload", default=True),
        checked=f"{_CHECKED}: ui_run.py:70, 221-222, 317; nicegui.py:122-135; in the child the call returns at once",
        cases=(
            "nicegui_run_default",
            "nicegui_run_script_mode",
            "nicegui_run_with_root",
            "nicegui_run_reload_false",
            "nicegui_run_reload_false_native_off",
        ),
        tags=frozenset({"nicegui"}),
    ),
    Api(
        name="nicegui.run.cpu_bound",
        parameters=("callback",),
        checked=f"{_CHECKED}: run.py:42-81, 128",
        harmless="runs while `ui.run()` serves, and `ui.run()` returns at once in a child",
        cases=("nicegui_cpu_bound",),
    ),
)
