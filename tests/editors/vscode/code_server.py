"""Runs code-server, which is VS Code in a browser, and the scenarios that drive it.

Everything listens on 127.0.0.1, and lives in a folder that the caller gives; nothing outlives its context manager.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from executed.processes import Run

HERE = Path(__file__).resolve().parent
CLIENT = HERE.parents[2] / "vscode-client"

USER_SETTINGS: Mapping[str, object] = {
    "breadcrumbs.enabled": False,
    "chat.disableAIFeatures": True,
    "editor.accessibilitySupport": "off",
    "editor.cursorBlinking": "solid",
    "editor.fontFamily": "JetBrains Mono",
    "editor.fontSize": 13,
    "editor.hover.above": False,
    "editor.hover.delay": 0,
    "editor.minimap.enabled": False,
    "editor.scrollBeyondLastLine": False,
    "explorer.openEditors.visible": 0,
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "files.autoSave": "off",
    "git.enabled": False,
    "remote.autoForwardPorts": False,
    "telemetry.telemetryLevel": "off",
    "window.commandCenter": False,
    "window.menuBarVisibility": "compact",
    "workbench.enableExperiments": False,
    "workbench.layoutControl.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
}
"""What keeps VS Code from asking and looking things up, and makes its pictures the same every time."""

_PATIENCE = 60.0  # seconds for what has no limit of its own
_POLL = 0.05
_ADDRESS = re.compile(r"HTTP server listening on (http://127\.0\.0\.1:\d+)")
_MESSAGE = re.compile(r"^message: (.*)$", re.MULTILINE)
_STEP = re.compile(r"^ *[\d.]+ (ok|FAILED) (.*)$", re.MULTILINE)


def built_extension() -> Path:
    """The extension that ``make vsix`` built."""
    version = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["version"]
    file = CLIENT / f"mainguard-{version}.vsix"
    assert file.exists(), "run `make vsix`"
    return file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario printed and how it ended."""

    exit_code: int
    output: str

    @property
    def messages(self) -> list[str]:
        """The messages to the user that were not taken away by the end."""
        return _MESSAGE.findall(self.output)

    @property
    def failed_step(self) -> str | None:
        """The name of the step that failed; ``None`` when none did."""
        return next((name for result, name in _STEP.findall(self.output) if result == "FAILED"), None)


class CodeServer:
    """A running code-server with extensions; a context manager."""

    def __init__(
        self, editors: Path, folder: Path, extensions: Sequence[Path], *, trusts: bool = True, runs_tests: bool = False
    ) -> None:
        """Use what is installed in ``editors``, and the new ``folder``.

        ``extensions`` are files to install.  With ``trusts`` every workspace is trusted.  With ``runs_tests`` a page
        may name tests for VS Code to run; messages do not pop up then, and are only listed.
        """
        self._editors = editors
        self._folder = folder
        self._extensions = extensions
        self._options = [
            *(["--disable-workspace-trust"] if trusts else []),
            *(["--vscode-option", "enable-smoke-test-driver"] if runs_tests else []),
        ]
        self._run = Run()
        self._process: subprocess.Popen[bytes] | None = None
        self._runs = 0
        self.address = ""
        """Where it answers, without a slash at the end."""

    def __enter__(self) -> CodeServer:  # noqa: PYI034 - Self is not in the typing of 3.10
        for name in ("home", "temporary", "data/User"):
            (self._folder / name).mkdir(parents=True)
        (self._folder / "data/User/settings.json").write_text(json.dumps(USER_SETTINGS))
        try:
            self._install()
            self._start()
        except BaseException:
            self._run.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._run.kill()
        if self._process is not None:
            self._process.wait(_PATIENCE)

    def url(self, *, folder: Path | None = None, workspace: Path | None = None, **payload: object) -> str:
        """The address of a page that shows a folder, or a ``.code-workspace`` file; ``payload`` are VS Code's own."""
        kind, path = ("folder", folder) if folder else ("workspace", workspace)
        pairs = [[key, value] for key, values in payload.items() for value in _each(values)]
        query = f"{kind}={quote(str(path), safe='')}"
        return f"{self.address}/?{query}" + (f"&payload={quote(json.dumps(pairs), safe='')}" if pairs else "")

    def remote(self, path: Path) -> str:
        """How the page calls a file of this machine."""
        return f"vscode-remote://{self.address.removeprefix('http://')}{path}"

    def run_scenario(self, scenario: str, url: str, output: Path, *, limit: float = 90.0, **asked: object) -> Outcome:
        """Run ``scenarios/<scenario>.mjs`` in a page of its own at ``url``, for at most ``limit`` seconds.

        ``asked`` are what the scenario itself wants to know.  A failure leaves a picture, the page's console and VS
        Code's logs in ``output``.
        """
        self._runs += 1
        output.mkdir(parents=True, exist_ok=True)
        run = Run()
        job = {
            "scenario": scenario,
            "url": url,
            "limit": limit,
            "editors": str(self._editors),
            "output": str(output),
            "profile": str(self._folder / f"profile-{self._runs}"),
            **asked,
        }
        with (output / "steps.log").open("w+b") as log:
            process = subprocess.Popen(
                [self._node, HERE / "run.mjs", json.dumps(job)],
                env={**os.environ, **run.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(limit + _PATIENCE)
            finally:
                run.kill()
                exit_code = process.wait(_PATIENCE)
        outcome = Outcome(exit_code, (output / "steps.log").read_text("utf-8", "replace"))
        print(outcome.output)  # noqa: T201 - pytest shows it when the test fails
        if exit_code:
            shutil.copytree(self._folder / "data/logs", output / "logs", dirs_exist_ok=True)
        return outcome

    @property
    def _node(self) -> Path:
        return self._editors / "node" / "node"

    @property
    def _command(self) -> list[Path | str]:
        entry = self._editors / "vscode/node_modules/code-server/out/node/entry.js"
        return [
            self._node,
            entry,
            *("--user-data-dir", self._folder / "data", "--extensions-dir", self._folder / "extensions"),
            *("--disable-telemetry", "--disable-update-check"),
        ]

    @property
    def _environment(self) -> dict[str, str]:
        home = self._folder / "home"
        return {
            **os.environ,
            **self._run.environment,
            "HOME": str(home),
            "TMPDIR": str(self._folder / "temporary"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "EXTENSIONS_GALLERY": json.dumps({"serviceUrl": "", "itemUrl": "", "resourceUrlTemplate": ""}),
        }

    def _install(self) -> None:
        options = [part for extension in self._extensions for part in ("--install-extension", extension)]
        with (self._folder / "install.log").open("wb") as log:
            subprocess.run(
                [*self._command, *options],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=True,
            )

    def _start(self) -> None:
        command = [
            *self._command,
            *("--auth", "none", "--bind-addr", "127.0.0.1:0"),
            *("--disable-getting-started-override", "--ignore-last-opened", "--reconnection-grace-time", "1"),
            *self._options,
        ]
        log_file = self._folder / "code-server.log"
        with log_file.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _PATIENCE
        while not (found := _ADDRESS.search(log_file.read_text("utf-8", "replace"))):
            has_time = self._process.poll() is None and time.monotonic() < deadline
            assert has_time, log_file.read_text("utf-8", "replace")
            time.sleep(_POLL)
        self.address = found[1]


def _each(values: object) -> list[object]:
    return values if isinstance(values, list) else [values]
