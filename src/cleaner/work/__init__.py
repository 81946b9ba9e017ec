"""A task is one page to clean, and the options for it. It runs in this process or in a worker process."""
