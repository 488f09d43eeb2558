import multiprocessing
from labtrace import mark
mark('top', __name__)
# %%
class Worker(multiprocessing.Process):
    def run(self):
        print('working')
# %%
mark('call', __name__)
process = Worker()
process.start()
process.join()
assert process.exitcode == 0, process.exitcode
mark('done', __name__)
