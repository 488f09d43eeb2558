from labtrace import mark, square

mark("top", __name__)
import importlib, pkgutil
import plugins
found = [importlib.import_module(f'plugins.{info.name}') for info in pkgutil.iter_modules(plugins.__path__)]
if __name__ == '__main__':
    for one in found:
        one.register()
