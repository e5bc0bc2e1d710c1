"""Official papers as Decree 30/2020 (annex I) lays them out: declared once, written as a page, Word and Excel.

`paper` has the declaration, `units` the units of money, `heads` the geometry of two-row heads, `word` and `workbook`
write files, `pages` is the view; templates/components/official_paper.html draws the page. Nothing here knows what a
paper is about. Papers are filed in Vietnamese whatever the language of the reader.
"""
