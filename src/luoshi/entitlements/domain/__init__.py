"""The engine: pure, no Django; one rule text for every store that Narwhals speaks to."""
