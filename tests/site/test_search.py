"""What people type into the search finds, first, the page that answers it: Material's own search, in Chromium."""

import re

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


def test_a_search_finds_first_what_was_meant(browser, origin):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(origin, wait_until="networkidle")
    for part in ("search_index", "/workers/search."):
        assert not any(part in address for address in asked)  # until it is needed
    page.keyboard.press("/")
    first = page.locator(".md-search-result__item > a").first
    missed = {}
    for wanted, queries in FIRST.items():
        for query in queries:
            page.fill(".md-search__input", "")
            page.keyboard.press("End")  # which Material waits for
            first.wait_for(state="detached")
            page.fill(".md-search__input", query)
            page.keyboard.press("End")
            found = first.evaluate("link => link.href.split('?')[0]")
            if found != origin + wanted:
                missed[query] = found
    assert missed == {}
    page.close()


PASTE = """field => { field.value = "posterior collapse";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" })); }"""


def test_text_that_is_pasted_with_the_mouse_is_searched(browser, origin):
    page = browser.new_page()
    page.goto(origin, wait_until="networkidle")
    page.keyboard.press("/")
    first = page.locator(".md-search-result__item > a").first
    for query, state in (("softplus", "visible"), ("", "detached")):
        page.fill(".md-search__input", query)
        page.keyboard.press("End")
        first.wait_for(state=state)
    page.locator(".md-search__input").evaluate(PASTE)  # no key is pressed
    first.wait_for()
    page.close()


def test_what_is_searched_keeps_exponents(built_site):
    text = (built_site / "search" / "search_index.json").read_text("utf-8")
    assert "e^(h/2)" in text
    assert re.findall(r"\beh/2\b", text) == []
