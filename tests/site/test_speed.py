"""Lighthouse's budgets are of pages that exist; `make lighthouse` measures them."""

import json

from evidence.files import ROOT


def test_every_page_with_a_budget_is_there(built_site):
    budgets = json.loads((ROOT / "tests/speed/budgets.json").read_text())
    for page in budgets["performance"]:
        assert (built_site / page / "index.html").is_file(), page
