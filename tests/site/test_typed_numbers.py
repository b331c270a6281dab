"""What counts as a number that a run could have given, and what does not."""

import pytest

from tests.site.typed_numbers import typed_in_alt, typed_numbers


@pytest.mark.parametrize(
    "prose",
    [
        "The ELBO was −156.7 in the end.",
        "1,234.5 steps",
        "TensorFlow 2.21",
        "with .51 in its place",
        "| a | 0.5 |",
        "[0.5](other.md)",
        "a tolerance of 1e-6",
        "3 × 10⁻⁸",
        "12 % of the images",
        "≈ 12",
        "12 ± 1",
        "12 nats",
        "4 ulps apart",
        "41 steps/s",
        "1,200 images/s",
        "in 30 s.",
        "2× faster",
        "a 10-fold spread",
        "$-156.7$ nats",
        "`x` and 0.5 and `y`",
        '{{ figure("name", "It is 0.5.") }}',
        '{{ figure("name", "Not " ~ number("id") ~ " but 0.5.") }}',
        "{{ constant(0.5) }}",
        "a lone ` here\n\n0.5\n\nand ` there",
    ],
)
def test_a_typed_number_is_seen(prose):
    assert len(list(typed_numbers(f"Before.\n\n{prose}\n\nAfter."))) == 1


@pytest.mark.parametrize(
    "prose",
    [
        "Batches of 32 images, 10 epochs, 60,000 images.",
        "In 2013, or on 2026-01-31.",
        "20 × 20 points",
        "1. First.\n2. Second.",
        "It ends with 2. 5 come next.",
        "float32, and σ² at h = 0",
        "`0.5` and ``1e-6 ` 0.5``",
        "`eps * .5\n+ 0.5`",
        "$0.5\\,x$",
        "$$\n0.5 x\n$$",
        "[text](https://example.org/0.5?x=1.5)",
        "<https://example.org/2.21>",
        "arXiv:1312.6114",
        "<!-- 0.5 -->",
        "## Title { #section-0.5 }",
        '{{ number("id", "v = 0.5") }} nats',
        '{{ constant("0.5413", "ln(e − 1), \\"c\\" in the code") }}',
        '{{ figure("name", "About " ~ constant("0.69", "ln 2") ~ " at the start.") }}',
        "*After this page you know it · 12 minutes*",
    ],
)
def test_what_no_run_gives_is_left_alone(prose):
    assert list(typed_numbers(f"Before.\n\n{prose}\n\nAfter.")) == []


@pytest.mark.parametrize(
    "alt",
    [
        "The ELBO ends at −156.7.",
        "It stays above two nats.",
        "It is infinite at the seventh.",
        "It falls below a millionth.",
        "All lie between a tenth and two.",
        'It ends at <data data-shows="estimate">1.5</data>, or 1.6.',
    ],
)
def test_a_number_typed_into_an_alternative_text_is_seen(alt):
    assert len(list(typed_in_alt(alt))) == 1


@pytest.mark.parametrize(
    "alt",
    [
        "Two curves over 300 steps. The second lies above the first.",
        'It ends at <data data-shows="estimate">1.5</data> nats.',
    ],
)
def test_what_an_alternative_text_may_say(alt):
    assert list(typed_in_alt(alt)) == []
