import _paths

from orders.window import main

if __name__ == "__main__":
    main()
