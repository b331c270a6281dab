"""What counts as a number that a run could have given, and what does not."""

import pytest

from tests.site.typed_numbers import typed_in_alt, typed_numbers

TYPED = [
    "The ELBO was −156.7 in the end.",
    "| a | 1,234.5 |",
    "with .51 in its place",
    "a tolerance of 1e-6",
    "3 × 10⁻⁸",
    "12 % of the images",
    "12 ± 1",
    "12 nats",
    "1,200 images/s",
    "2× faster",
    "$-156.7$ nats",
    "`x` and 0.5 and `y`",
    '{{ figure("name", "Not " ~ number("id") ~ " but 0.5.") }}',
    "a lone ` here\n\n0.5\n\nand ` there",
]
NOT_MEASURED = [
    "Batches of 32 images, 10 epochs, 60,000 images.",
    "In 2013, or on 2026-01-31.",
    "1. First.\n2. Second.",
    "float32, and σ² at h = 0",
    "`0.5` and ``1e-6 ` 0.5``",
    "$0.5\\,x$",
    "$$\n0.5 x\n$$",
    "[text](https://example.org/0.5?x=1.5)",
    "arXiv:1312.6114",
    "<!-- 0.5 -->",
    "## Title { #section-0.5 }",
    '{{ number("id", "v = 0.5") }} nats',
    '{{ constant("0.5413", "ln(e − 1), \\"c\\" in the code") }}',
    '{{ figure("name", "About " ~ constant("0.69", "ln 2") ~ " at the start.") }}',
    "*This page explains it · 12 minutes*",
]


@pytest.mark.parametrize(
    ("prose", "count"), [(each, each in TYPED) for each in TYPED + NOT_MEASURED]
)
def test_a_typed_number_is_seen(prose, count):
    assert len([*typed_numbers(f"Before.\n\n{prose}\n\nAfter.")]) == count


@pytest.mark.parametrize(
    ("alt", "count"),
    [
        ("It stays above two nats.", 1),
        ("It falls below a millionth.", 1),
        ('It ends at <data data-shows="estimate">1.5</data>, or 1.6.', 1),
        ("Two curves over 300 steps. The second lies above the first.", 0),
    ],
)
def test_a_number_typed_into_an_alternative_text_is_seen(alt, count):
    assert len([*typed_in_alt(alt)]) == count
