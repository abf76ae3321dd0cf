"""Which projects a programme builds: where each stands, what it waits for and on whom, what it costs, when it will be done.

The portfolio and its rolling plan, the life cycle with its permits, the network of activities, earned value, problems.
Applications for permits are cases of ``services``; supervision of what a meeting or a problem asks for is ``delivery``.
"""
