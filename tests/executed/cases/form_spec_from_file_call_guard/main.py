from labtrace import mark, square

mark("top", __name__)
import importlib.util
from pathlib import Path
path = Path(__file__).parent / 'plugins' / 'job.py'
spec = importlib.util.spec_from_file_location('job', path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
if __name__ == '__main__':
    module.launch()
