import inspect

def called_from_main():
    frame = inspect.stack()[1].frame
    return frame.f_globals['__name__'] == '__main__'
