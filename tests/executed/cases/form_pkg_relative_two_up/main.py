from labtrace import mark

mark("top", __name__)
from pkg.sub.run import go
go()
