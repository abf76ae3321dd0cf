"""Luoshi (落实): takes a government policy document and gets it done."""

from importlib.metadata import version

VERSION = version("luoshi")
