"""Collects what the extension carries: mainguard and the libraries that it needs there, in ``bundled/libs``.

Run it with any Python from 3.10 on that has pip.  What it makes does not depend on that Python: every file is pure
Python and serves all versions and platforms.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[1]
SERVER = CLIENT.parent / "server" / "mainguard"
REQUIREMENTS = CLIENT / "requirements.txt"
LIBS = CLIENT / "bundled" / "libs"

_OLDEST_PYTHON = "3.10"
_UNUSED = (
    "bin",  # scripts with the path of the Python that installed them
    "jedi/third_party/django-stubs",  # types for completions in projects of Django
    "jedi/third_party/typeshed/stubs",  # jedi looks for stubs/NAME/__init__.pyi, and they are one folder deeper
)
_UNUSED_METADATA = frozenset({"RECORD", "WHEEL", "INSTALLER", "REQUESTED", "direct_url.json", "top_level.txt"})
_COMPILED = frozenset({".so", ".pyd", ".dll", ".dylib", ".pyc"})


def main() -> None:
    """Make ``bundled/libs`` anew."""
    LIBS.parent.mkdir(exist_ok=True)
    # Beside its place, so that it can be moved there at once.
    with tempfile.TemporaryDirectory(dir=LIBS.parent, prefix="libs-") as folder:
        libs = Path(folder) / "libs"
        _install_libraries(libs)
        shutil.copytree(SERVER, libs / "mainguard", ignore=shutil.ignore_patterns("__pycache__"))
        _thin_out(libs)
        shutil.rmtree(LIBS, ignore_errors=True)
        libs.rename(LIBS)
    size = sum(file.stat().st_size for file in _files(LIBS))
    print(f"bundled/libs: {sum(1 for _ in _files(LIBS))} files, {size / 1e6:.1f} MB before compression")


def _install_libraries(libs: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    exactly = ["--requirement", str(REQUIREMENTS), "--require-hashes", "--no-deps", "--no-compile"]
    pure = ["--only-binary", ":all:", "--platform", "any", "--implementation", "py", "--abi", "none"]
    subprocess.run([*pip, *exactly, *pure, "--python-version", _OLDEST_PYTHON, "--target", str(libs)], check=True)


def _thin_out(libs: Path) -> None:
    for unused in _UNUSED:
        shutil.rmtree(libs / unused, ignore_errors=True)
    for file in _files(libs):
        if file.suffix in _COMPILED:
            raise SystemExit(f"{file.relative_to(libs)} is not pure Python")
        # Licences stay, and METADATA, which says the version.
        if file.parent.suffix == ".dist-info" and file.name in _UNUSED_METADATA:
            file.unlink()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


if __name__ == "__main__":
    main()
