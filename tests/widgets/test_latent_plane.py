"""The latent plane: its pictures are Keras's, its μ and σ the encoder's, its draws μ + σ ⊙ ε."""

import numpy as np
import pytest
import tensorflow as tf

from lab.trained_models import HEADS, SHOWN, networks, read
from tests.widgets.widget_driver import (
    READY,
    drag,
    numbers,
    press,
    wait_for_query,
    walk,
    without,
)

NAMES = {"log_variance": "log σ²", "log_std": "log σ"}
PICTURES = """(points) => points.map(([z1, z2]) => {
    const sliders = document.querySelectorAll('.w-live input[type=range]');
    [z1, z2].forEach((value, i) => {
        sliders[i].value = value;
        sliders[i].dispatchEvent(new Event('input', { bubbles: true }));
    });
    const canvas = document.querySelector('.w-cell canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);
    return [...data].filter((_, i) => i % 4 === 0);
})"""
STATES = [
    "",
    "?latent-plane.as=log_std&latent-plane.image=7&latent-plane.z1=-1.5",
]
EXACT = 2e-6  # the address keeps six digits of z


@pytest.fixture(scope="module")
def arrays():
    return read().arrays


def choose(page, head):
    press(page, NAMES[head])
    page.wait_for_selector(READY)


@pytest.mark.parametrize("head", HEADS)
def test_pictures_are_kerass(page, arrays, head):
    choose(page, head)
    points = np.random.default_rng(0).uniform(-3, 3, (20, 2)).round(1)
    found = page.evaluate(PICTURES, points.tolist())
    _, decoder = networks(arrays, head)
    expected = 255 * tf.sigmoid(decoder(np.float32(points))).numpy()
    assert np.abs(found - expected.reshape(len(points), -1)).max() <= 0.6


@pytest.mark.parametrize("head", HEADS)
def test_codes_are_the_encoders(page, arrays, head):
    choose(page, head)
    std = np.exp(arrays[f"{head}_log_std"])
    for image in (1, 2, 50, SHOWN):
        (found,) = walk(page, [{"test image": image}])
        for i, name in enumerate("₁₂"):
            mean = arrays[f"{head}_mean"][image - 1, i]
            assert found[f"μ{name}"] == pytest.approx(mean)
            assert found[f"σ{name}"] == pytest.approx(std[image - 1, i])
            assert found[f"z{name}"] == pytest.approx(mean, abs=EXACT)
        digit = arrays["digits"][image - 1]
        assert f"Test image {image}, a {digit}:" in page.inner_text(".w-says")


def test_draws_are_mean_plus_sigma_times_noise(page):
    walk(page, [{"test image": 3}])
    before = page.locator(".w-earlier").count()
    for _ in range(5):
        page.get_by_role("button", name="Draw z").click()
        found = numbers(page)
        for name in "₁₂":
            z = found[f"μ{name}"] + found[f"σ{name}"] * found[f"ε{name}"]
            assert found[f"z{name}"] == pytest.approx(z, abs=EXACT)
    assert page.locator(".w-earlier").count() == before + 5
    page.get_by_role("button", name="Draw 40").click()
    assert page.locator(".w-earlier").count() == 40
    assert page.locator(".w-zoom .w-sigma").last.bounding_box()["width"] > 50  # px


def test_the_mark_is_dragged(page):
    page.locator(".w-picture").scroll_into_view_if_needed()
    box = page.locator(".w-picture").bounding_box()
    x, y = box["x"], box["y"]
    drag(page, (x + 250, y + 250), (x + 300, y + 100))
    found = numbers(page)
    mark = page.locator(".w-picture .w-mark").bounding_box()
    assert mark["x"] + mark["width"] / 2 == pytest.approx(x + 300, abs=1.5)
    assert mark["y"] + mark["height"] / 2 == pytest.approx(y + 100, abs=1.5)
    query = f"?latent-plane.z1={found['z₁']:g}&latent-plane.z2={found['z₂']:g}"
    wait_for_query(page, query)


def test_by_keyboard(page):
    assert page.get_by_role("button", name="Draw z").is_disabled()
    for name, key in (("z₁", "PageUp"), ("z₂", "ArrowLeft")):
        slider = page.get_by_role("slider", name=name, exact=True)
        slider.focus()
        page.keyboard.press(key)
        assert "near an image of" in slider.get_attribute("aria-valuetext")
    page.get_by_role("button", name="Nearest image").focus()
    page.keyboard.press("Enter")
    assert "Test image" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Draw z").focus()
    page.keyboard.press("Enter")
    assert "with ε = (" in page.get_by_role("status").inner_text()


def test_what_cannot_be_loaded_is_said(browser, origin):
    with without(browser, origin, "latent-plane", "**/*.bin") as (page, _):
        assert "could not be loaded" in page.inner_text(".w-says")
