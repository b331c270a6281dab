"""What people type into the search finds, first, the page that answers it: Material's own search, in Chromium."""

import re

import pytest

from tests.site.browser import opened

FIRST = {  # page → what people search for
    "/": ["σ²"],
    "/question/": [
        "why exp", "logsigma", "reparametrization", "reparameterization trick",
        "torch.exp(0.5",
    ],
    "/reasons/1-no-real-difference/": ["logvar vs log_std"],
    "/reasons/3-unbiased-estimator/": ["unbiased estimator"],
    "/reasons/4-exponential-family/": ["natural parameters"],
    "/practice/frameworks/": ["pytorch", "jax"],
    "/practice/learning-rates/": ["learning rate"],
    "/practice/kl-line/": [
        "1 + logvar", "-0.5 * torch.sum(1 + logvar", "KLD", "ln_var", "kl weight",
        "KL of two gaussians", "sum or mean", "mean or sum kl loss",
    ],
    "/practice/factor-of-two/": [
        "KL is negative", "kl negative", "kl too large", "self-test", "rand_like", "eval",
    ],
    "/practice/collapse/": ["posterior collapse", "KL_loss becomes zero"],
    "/practice/overflow/": [
        "fp16", "bf16", "autocast", "float16 overflow", "mixed precision", "clip log_std",
    ],
    "/practice/softplus/": ["softplus", "softplus vs exp"],
    "/practice/decoder-variance/": ["decoder variance", "homoscedastic"],
    "/practice/policies/": ["MDN", "GaussianNLLLoss", "atanh", "log_std policy", "tanh log_prob nan"],
    "/practice/latent-diffusion/": ["latent diffusion logvar", "SDXL", "decode randn"],
    "/practice/nan/": [
        "loss is nan", "logvar nan", "loss negative", "negative NLL", "variance negative",
        "raw variance", "std >= 0", "normal expects all elements of std", "GreaterThan",
        "Expected parameter loc", "gaussian nll nan", "nan loss gaussian regression",
    ],
    "/tutorial/cvae/": ["keras vae", "colab"],
}  # fmt: skip


RESULT = ".md-search-result__item > a"
# Types each query, and waits until Material has replaced the results, which it does also if they are the same: {query: first address}.
TYPE_EACH = """async ([queries, result]) => {
  const field = document.querySelector(".md-search__input");
  const list = document.querySelector(".md-search-result__list");
  const found = {};
  document.documentElement.style.contentVisibility = "hidden";
  for (const query of queries) {
    const replaced = new Promise((done) => {
      const observer = new MutationObserver((changes) => {
        if (!changes.some((change) => change.addedNodes.length)) return;
        observer.disconnect();
        done();
      });
      observer.observe(list, { childList: true });
    });
    field.value = query;
    field.dispatchEvent(new KeyboardEvent("keyup"));
    await replaced;
    found[query] = list.querySelector(result).href.split("?")[0];
  }
  document.documentElement.style.contentVisibility = "";
  return found;
}"""
PASTE = """field => { field.value = "posterior collapse";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" })); }"""


@pytest.fixture(scope="module")
def missing(browser, origin):
    """(the page that is shown for a lost address, what is wrong with it, what it asked for before somebody searched)"""
    with opened(browser, origin) as tab:
        tab.page.goto(f"{origin}/reasons/gone/deeper", wait_until="networkidle")
        yield tab.page, tab.problems, [*tab.asked]


def test_a_missing_page_helps(missing, origin, built_site):
    page, problems, asked = missing
    links = page.locator("article a").evaluate_all("all => all.map((a) => a.href)")
    assert len(links) > 4
    for link in links:
        assert link.startswith(origin)
        inside = link.removeprefix(origin).strip("/")
        assert (built_site / inside / "index.html").is_file()
    (missing,) = problems  # Chromium complains of the page itself
    assert "status of 404" in missing
    for part in ("search_index", "/workers/search."):
        assert not any(part in address for address in asked)  # until it is needed


def test_a_search_finds_first_what_was_meant(missing, origin):
    """Also from the missing page, whose links need a whole address."""
    page, problems, _ = missing
    page.keyboard.press("/")
    page.fill(".md-search__input", "softplus")
    page.keyboard.press("End")  # which Material waits for
    page.locator(RESULT).first.wait_for()
    queries = [query for queries in FIRST.values() for query in queries]
    found = page.evaluate(TYPE_EACH, [queries, RESULT])
    wanted = {query: origin + at for at, queries in FIRST.items() for query in queries}
    assert {each: found[each] for each in queries if found[each] != wanted[each]} == {}
    page.fill(".md-search__input", "")
    page.keyboard.press("End")
    page.locator(RESULT).first.wait_for(state="detached")
    page.locator(".md-search__input").evaluate(PASTE)  # with the mouse: no key
    page.locator(RESULT).first.wait_for()
    assert len(problems) == 1


def test_what_is_searched_keeps_exponents(built_site):
    text = (built_site / "search" / "search_index.json").read_text("utf-8")
    assert "e^(h/2)" in text
    assert re.findall(r"\beh/2\b", text) == []
