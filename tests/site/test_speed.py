"""Lighthouse's gate is red for a page that is below its budget, and says in what."""

import json
import subprocess

import pytest

from evidence.files import ROOT
from lab.engines import NODE

MEASURE = ROOT / "build" / "speed" / "measure.mjs"
PALE = '<!doctype html><title>Planted</title><p style="color: #aaa">Pale.</p>'


@pytest.mark.slow
@pytest.mark.skipif(not MEASURE.exists(), reason="needs `make lighthouse` once")
def test_a_page_below_its_budget_is_red(tmp_path):
    (tmp_path / "index.html").write_text(PALE, encoding="utf-8")
    budgets = tmp_path / "budgets.json"
    budgets.write_text(json.dumps({"performance": {"": 101}, "others": 100}))
    done = subprocess.run(
        [NODE, MEASURE, tmp_path, budgets], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    for found in ("performance is", "accessibility is", "seo is"):
        assert f"\n  {found}" in done.stdout
    assert "performance is 100; expected at least 101" in done.stdout


def test_every_page_with_a_budget_is_there(built_site):
    budgets = json.loads((ROOT / "tests/speed/budgets.json").read_text())
    for page in budgets["performance"]:
        assert (built_site / page / "index.html").is_file(), page
