"""Runs the cells of cells.py, which `# %%` lines part, in a kernel of its own."""
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS_PER_CELL = 7

if __name__ == "__main__":
    cells = [cell for cell in Path("cells.py").read_text("utf-8").split("# %%\n") if cell.strip()]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    try:
        NotebookClient(notebook, timeout=SECONDS_PER_CELL, kernel_name="python3").execute()
    except Exception as error:
        sys.stderr.write(str(error)[-1500:])
        sys.exit(7)
    for cell in notebook.cells:
        for output in cell.outputs:
            sys.stderr.write(str(output.get("text", output.get("traceback", "")))[:1500])
