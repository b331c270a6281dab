"""`python -m evidence` makes first what several claims need, where a stale one does."""

from tests.evidence.copied_project import claims, run, settle

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n\n[tool.evidence.before]\n"runs.py" = "making:make"\n',
    "runs.py": "",
    "making.py": "def make():\n    with open('made', 'a') as file:\n        file.write('x')\n",
    "test_needs.py": "import runs\n" + claims("one"),
    "test_other.py": claims("two"),
}


def test_it_is_made_where_a_stale_claim_needs_it(tmp_path):
    settle(tmp_path, FILES)
    assert run(tmp_path, "evidence")[0] == 0
    assert (tmp_path / "made").read_text() == "x"
    (tmp_path / "build/evidence/test_other.json").unlink()
    assert run(tmp_path, "evidence")[0] == 0
    assert (tmp_path / "made").read_text() == "x"
