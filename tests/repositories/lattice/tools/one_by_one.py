"""The same as the simulation, without processes: for the debugger."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lattice.pipeline import Settings, run

print(run([Settings(temperature=1.0)], processes=0))
