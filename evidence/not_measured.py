"""What a check raises that means nothing here."""


class NotMeasured(Exception):
    """Says in a few words why a claim has no result, such as "measured on MNIST only"."""
