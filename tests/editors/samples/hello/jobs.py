from multiprocessing import get_context


def work():
    print("working")


def start():
    process = get_context("spawn").Process(target=work)
    process.start()
    process.join()


start()
