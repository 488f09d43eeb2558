from labtrace import mark
mark("top", __name__)
import plugins
