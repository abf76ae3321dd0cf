"""Pages of services: thin, each act in ``service``."""
