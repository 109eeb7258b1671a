"""The service and its turn: what runs, in which order, and how it is started."""
