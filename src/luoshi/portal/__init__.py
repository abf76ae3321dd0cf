"""Every page for every user: one frame, one look. The living document, workbench, cockpit, search, the public page.

Leaves to others: anything that decides or computes; a room's own pages stand in the room and use this frame.
"""
