"""The front door: settings, the table of addresses, the command line, and how the house is started.

It may import every room; no room imports it.
"""
