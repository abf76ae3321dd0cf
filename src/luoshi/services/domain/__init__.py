"""Pure rules of services: no Django, no clock, no network."""
