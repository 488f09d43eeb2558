from ..pipeline import Settings, run


def main():
    print(run([Settings(temperature=t / 2) for t in range(4)]))
    return 0
