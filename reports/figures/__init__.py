"""What pages, reports, exports and the API read: small results out of the cube, never out of the records.

Every function takes an area that the caller has been allowed to read (reports.figures.scope).
"""
