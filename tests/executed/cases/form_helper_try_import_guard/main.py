from labtrace import mark

mark("top", __name__)
try:
    from fast_helper import launch
except ImportError:
    from helper import launch
if __name__ == '__main__':
    launch()
