"""Prints the site: formulas, figures, claims and the notebook. Reads snippets/ and build/evidence.json."""
