"""The error that stops a build with one line."""

import click


class SiteError(click.ClickException):
    """A mistake in the project's files; MkDocs, a click command, prints its message without a traceback."""
