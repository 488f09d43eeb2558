from labtrace import mark, square

mark("top", __name__)
from importlib.machinery import SourceFileLoader
SourceFileLoader('job', 'job.py').load_module()
