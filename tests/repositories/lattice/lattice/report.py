from .pipeline import Settings  # and pipeline imports this module: a cycle


def show(settings, energies=()):
    for each in settings:
        assert isinstance(each, Settings)
        print(each.temperature)
    print(*energies)


def summary(energies):
    return sum(energies)
