"""Prints the site: formulas, figures, claims and the notebook. Reads snippets/ and the evidence."""
