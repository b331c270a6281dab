"""What stops the printing of a site."""

import click


class Fault(click.ClickException):
    """Somebody's mistake, in words: a command that click runs, as site generators are, ends with them and no traceback."""
