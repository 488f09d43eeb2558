from . import pools


def map_all(function, items, processes):
    if not processes:
        return [function(item) for item in items]
    with pools.make(processes) as pool:
        return pool.map(function, items)
