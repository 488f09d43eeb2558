import argparse
from concurrent.futures import ProcessPoolExecutor

from orders.prices import price


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as executor:
        print(sum(executor.map(price, range(4))))
