"""Credit records of firms, their grades, and drawing by lot for inspection."""
