from labtrace import mark, square

mark("top", __name__)
__import__('pkg.helper').helper.launch()
