"""What every test session loads."""

import evidence.opened_files  # noqa: F401  first, to see what the others read
import lab  # noqa: F401  makes MNIST_NPZ absolute before a test changes folder

pytest_plugins = ["evidence.pytest_plugin", "tests.doctest_digits", "tests.on_gpu"]
