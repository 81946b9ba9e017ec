"""Work to do: one page and what is asked of it, cleaned here or in a worker process."""
