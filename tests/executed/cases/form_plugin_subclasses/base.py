class Plugin:
    def go(self):
        pass
