# lab: kind=server timeout=6 configs=311
import uvicorn
from labtrace import PORT, asgi, mark
import multiprocessing
import unittest

mark("top", __name__)
app = asgi(__name__)


def launch():
    mark("call", __name__)
    uvicorn.run("guard_uv_unittest_main:app", host="127.0.0.1", port=PORT, reload=True)


class T(unittest.TestCase):
    def test_x(self):
        launch()
unittest.main(argv=["x"], exit=False)
