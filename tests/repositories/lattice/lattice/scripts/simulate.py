from ..pipeline import Settings, run
from ..report import show


def main(arguments):
    settings = [Settings(temperature=float(each)) for each in arguments or ["1.0", "2.0"]]
    show(settings, run(settings))
    return 0


if __name__ == "__main__":
    main([])
