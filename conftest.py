"""What every test session loads."""

import lab  # noqa: F401  makes MNIST_NPZ absolute before a test changes folder

pytest_plugins = [
    "evidence.pytest_plugin",
    "evidence.passed",
    "tests.doctest_digits",
    "tests.on_gpu",
]
