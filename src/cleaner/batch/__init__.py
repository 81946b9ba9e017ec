"""Many pages: where they come from, what is written for them, and how an interrupted run is continued."""
