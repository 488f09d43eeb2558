from labtrace import mark

mark("top", __name__)
from helper import *
go()
