def __getattr__(name):
    if name == 'launch':
        from .core import launch
        return launch
    raise AttributeError(name)
