"""Many pages: where they come from, what is made of them, and how a run that was interrupted goes on."""
