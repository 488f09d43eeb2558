from common.data import rows
from common.parallel import in_processes, square


def main():
    print(in_processes(square, rows()))


if __name__ == "__main__":
    main()
