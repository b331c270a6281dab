"""`first_aid` reads the tensors of JAX too."""

from snippets.first_aid import first_aid

__all__ = ["first_aid"]
