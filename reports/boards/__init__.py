"""What one report says, read from the cube once: pages, exports and the API show the same object.

Every board takes an area that the caller has been allowed to read (reports.figures.scope) and reads each part
only when it is asked for.
"""
