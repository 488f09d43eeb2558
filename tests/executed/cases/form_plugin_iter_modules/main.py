from labtrace import mark, square

mark("top", __name__)
import importlib, pkgutil
import plugins
for info in pkgutil.iter_modules(plugins.__path__):
    importlib.import_module(f'plugins.{info.name}')
