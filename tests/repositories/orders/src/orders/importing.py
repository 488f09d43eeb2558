from orders import queues


def main():
    queues.queue.put("an order")
    queues.finish()


if __name__ == "__main__":
    main()
