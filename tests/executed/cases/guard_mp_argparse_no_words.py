# lab: kind=job timeout=8 configs=312s
import multiprocessing
from labtrace import mark
import argparse
mark("top", __name__)

def work(n):
    mark("worked", __name__)
    return n * n


def launch():
    mark("call", __name__)
    p = multiprocessing.Process(target=work, args=(3,))
    p.start()
    p.join()
    assert p.exitcode == 0, p.exitcode
    mark("done", __name__)


parser = argparse.ArgumentParser()
parser.add_argument("--serve", action="store_true")
args = parser.parse_args([])
if args.serve:
    launch()
else:
    mark("nothing", __name__)
