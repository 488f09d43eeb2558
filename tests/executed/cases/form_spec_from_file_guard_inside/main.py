from labtrace import mark, square

mark("top", __name__)
import importlib.util
spec = importlib.util.spec_from_file_location('job', 'job.py')
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
