"""Acts of services: each checks who may, loads, decides, saves and tells, in one transaction."""
