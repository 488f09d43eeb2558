from labtrace import mark

mark("top", __name__)
import conf
from helper import launch
conf.ENABLED = __name__ == '__main__'
if conf.ENABLED:
    launch()
