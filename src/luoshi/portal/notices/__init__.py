"""Who is told what, by which way, and when: notices in the house, messages that leave it, a calendar of what is due."""
