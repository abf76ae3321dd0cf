"""Basin compensation: a pool split among places by water, forest and use of water."""
