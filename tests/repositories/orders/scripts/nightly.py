"""Started by cron."""

import _paths

from orders import importing

if __name__ == "__main__":
    importing.main()
