from models import base


class Linear(base.Model):
    def step(self, x):
        return x + 1
