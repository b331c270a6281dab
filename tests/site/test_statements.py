"""No number is typed into a claim's sentence: planted ones are seen, and the repository's sentences are sound."""

import pytest

from evidence.files import ROOT
from tests.site.statements import typed

CLAIM = (
    '@claim(\n    {},\n    page="some.md",\n)\ndef test_it(thing):\n    return thing\n'
)
FILES = sorted((ROOT / "tests" / "claims").glob("test_*.py"))


def found(sentence):
    return list(typed(CLAIM.format(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        '"Within 2 nats."',
        '"In 14 of 14 pairs" " it was so."',
        '"Less than 0.5."',
        'f"Less than {MARGIN:g} nats in 14 pairs."',
        'f"Less than {2} nats."',
        'f"Less than {2:g} nats."',
        '"Less than " + "3" + " nats."',
        '"$x$ is 3."',
        '"It is $3$."',
    ],
)
def test_a_typed_number_is_seen(sentence):
    assert found(sentence)
    assert all(line.startswith("it: ") for line in found(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        '"No number."',
        'f"Less than {MARGIN:g} nats in {len(PAIRS)} pairs."',
        'f"After {STEPS // 2} steps it ends."',
        '"In float32 and bfloat16, $x = 3$, and `y = 4`."',
        '"A sample of N(0, 1), as in 2013."',
        '"σ² is positive."',
    ],
)
def test_what_is_no_number_of_a_check_is_left_alone(sentence):
    assert found(sentence) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_claims_sentence_types_no_number(file):
    assert list(typed(file.read_text(encoding="utf-8"))) == []
