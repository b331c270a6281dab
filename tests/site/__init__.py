"""Guards of the site: its sources, its pages in a browser, its copied code; and faults planted to see each gate close.

Nothing here measures a claim, so these files are no part of what the evidence was measured on.
"""
