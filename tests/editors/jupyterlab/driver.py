"""What JupyterLab shows of a file or notebook: the squiggle, the message under the pointer, the panel of diagnostics.

    python driver.py JUPYTER_LAB CHROMIUM

Runs in JupyterLab's environment, which has playwright.  The language client of JupyterLab has no code actions.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from editors.steps import FILE, step

_SQUIGGLE = ".cm-lintRange"
_TOOLTIP = ".cm-tooltip"
_ROW = ".lsp-diagnostics-listing tbody tr"
_SECONDS_TO_END = 10
_BROWSER = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Drive the JupyterLab and the browser of the command line."""
    jupyter_lab, chromium = sys.argv[1:]
    with server(jupyter_lab) as address, sync_playwright() as playwright:
        step("served", lambda: is_answering(f"{address}/api"))
        browser = playwright.chromium.launch(executable_path=chromium, args=_BROWSER)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(1000 * float(os.environ["MAINGUARD_PATIENCE"]))
        page.goto(f"{address}/lab/tree/{FILE.name}")
        look(page)
        browser.close()


def look(page: Page) -> None:
    """What the person does."""
    content = page.locator(".cm-content").first
    step("open", content.is_visible)
    squiggles = page.locator(_SQUIGGLE)
    step("finding", squiggles.count)
    squiggles.first.hover()
    tooltip = page.locator(_TOOLTIP).first
    step("hover", lambda: tooltip.is_visible() and tooltip.inner_text())
    squiggles.first.click(button="right")
    page.get_by_text("Show diagnostics panel").click()
    rows = page.locator(_ROW)
    step("panel", rows.count)
    step("squiggles", squiggles.count)
    cells = rows.first.locator("td").all_inner_texts()
    message, code, place = cells[0], cells[1], cells[-1]
    # The panel counts from 0.
    line, column = (int(number) + 1 for number in place.split(":"))
    step("finding", lambda: f"{line}:{column} {code} {message}")


@contextmanager
def server(jupyter_lab: str) -> Iterator[str]:
    """The address of a JupyterLab for the folder of the file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={FILE.parent}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
    process = subprocess.Popen([jupyter_lab, *options])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_SECONDS_TO_END)


def is_answering(address: str) -> bool:
    """Whether the server is there."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # it is ours
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    main()
