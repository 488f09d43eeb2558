from orders import queues


def main():
    queues.queue.put("an order")


if __name__ == "__main__":
    main()
