from orders.queues import queue, writer


def main():
    queue.put("an order")
    queue.put(None)
    writer.join()


if __name__ == "__main__":
    main()
