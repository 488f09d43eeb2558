from labtrace import mark
mark("top", __name__)
import importlib, os
here = os.path.dirname(os.path.abspath(__file__))
for name in sorted(os.listdir(os.path.join(here, 'plugins'))):
    if name.endswith('.py') and not name.startswith('_'):
        importlib.import_module('plugins.' + name[:-3]).run()
