import importlib, pkgutil
for _, name, _ in pkgutil.iter_modules(__path__):
    importlib.import_module(f'{__name__}.{name}')
