"""One import machinery for every file: check, show as a diff, one short write, undo (design sections 6 to 8).

An app declares its importers in a module `imports` with `IMPORTERS`, classes of `declaration.Importer`.
"""
