from labtrace import mark, square

mark("top", __name__)
import importlib
from pathlib import Path
for path in Path('plugins').glob('[a-z]*.py'):
    importlib.import_module('plugins.' + path.stem)
