from ..core import launch

def go():
    launch()
