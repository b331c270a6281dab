"""One value changed in a snippet: the claims that rest on it, and no others, fail by name."""

import re
import shutil

import pytest

from evidence.files import ROOT
from tests.site.sample_site import edit
from tests.site.site import run_all

FAILED = re.compile(r"^FAILED \S+?::(\S+)", re.MULTILINE)
FAULTS = {  # what was changed: file, old, new; what is run; what must fail of it
    ".5 is .51 in the front page's sampling line": (
        ("short_answer.py", "tf.exp(0.5 * log_variance) *", "tf.exp(0.51 * log_variance) *"),
        ["tests/claims/test_index.py", "snippets/short_answer.py"],
        {"test_one_label_sampling_and_kl_agree"},
    ),
    ".5 is .51 in the trick": (
        ("reparameterize.py", "tf.exp(0.5 * logvar)", "tf.exp(0.51 * logvar)"),
        ["tests/claims/test_question.py", "-k", "sample or draws"],
        {
            "test_same_sample",
            "test_draws_have_the_variance",
            "test_gradient_through_the_sample",
        },
    ),
    ".5 is .51 in the tutorial's head": (
        ("parameterization.py", "raw: 0.5 * raw,", "raw: 0.51 * raw,"),
        ["tests/snippets/test_cvae.py", "snippets/parameterization.py"],
        {
            "test_terms_are_the_tutorials_formula[log_variance]",
            "test_log_std_is_the_log_of_sigma[log_variance]",
            "snippets.parameterization.log_std",
        },
    ),
    "the 2 of log σ² = 2 log σ is lost": (
        ("two_heads.py", "log_variance / 2", "log_variance / 1"),
        ["tests/claims/test_1_no_real_difference.py", "-k", "gradient or steps", "snippets/two_heads.py"],
        {"test_gradient_factor_two", "snippets.two_heads.gradients"},
    ),
    "n for n − 1": (
        ("unbiased.py", "math.pi / (n - 1)", "math.pi / n"),
        ["tests/claims/test_3_unbiased_estimator.py", "-k", "claim and (sample_std or normal)"],
        {
            "test_sample_std_mean_is_c4",
            "test_std_over_c4_is_unbiased_for_the_normal",
        },
    ),
    "a sign flipped in the log-partition function": (
        ("exponential_family.py", "return -(eta_1**2)", "return (eta_1**2)"),
        ["tests/claims/test_4_exponential_family.py", "-k", "log_partition or information"],
        {"test_log_partition_gradient", "test_log_partition_hessian"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def failed(request, tmp_path_factory):
    """For every fault that is asked for, the names of the tests that failed."""
    asked = [
        item.callspec.params["fault"]
        for item in request.session.items
        if "failed" in item.fixturenames
    ]

    def job(fault):
        (file, old, new), arguments, _ = FAULTS[fault]
        copy = tmp_path_factory.mktemp("fault")
        for name in ("snippets", "tests", "press", "lab", "evidence", "docs/evidence"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        for name in ("pyproject.toml", "requirements.txt", "conftest.py"):
            shutil.copy(ROOT / name, copy / name)
        (copy / "build").mkdir()
        (copy / "build/runs").symlink_to(ROOT / "build/runs")
        edit(copy, f"snippets/{file}", old, new)
        return copy, ["-m", "pytest", "-q", "-rf", "--tb=no", *arguments]

    def names(said):
        assert " passed" in said or " failed" in said, said
        return set(FAILED.findall(said))

    given = run_all([*map(job, asked)], ["tensorflow", "pytest", "scipy.stats"])
    return {fault: names(said) for fault, (_, said) in zip(asked, given, strict=True)}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_right_tests_fail(failed, fault):
    assert failed[fault] == FAULTS[fault][2]
