from labtrace import mark

mark("top", __name__)
try:
    import fast_helper as h
except ModuleNotFoundError:
    import helper as h
h.launch()
