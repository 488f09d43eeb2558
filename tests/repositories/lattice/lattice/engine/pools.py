from multiprocessing import Pool


def make(processes):
    return Pool(processes)
