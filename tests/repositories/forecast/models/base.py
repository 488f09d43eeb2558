from common.parallel import in_processes


class Model:
    def step(self, x):
        raise NotImplementedError

    def fit(self, rows):
        return in_processes(self.step, rows)


def named(name):
    from models import linear  # it imports this module

    return {"linear": linear.Linear}[name]()
