"""A check for tensors that are about to meet elementwise."""


# --8<-- [start:alike]
def check_alike(**tensors):
    """Raise unless the tensors have one floating dtype (TypeError) and one shape."""
    (first, like), *others = tensors.items()
    for name, tensor in tensors.items():
        if not tensor.dtype.is_floating:
            raise TypeError(f"{name} is {tensor.dtype.name}; expected a floating dtype")
    for name, tensor in others:
        if tensor.dtype != like.dtype:
            raise TypeError(
                f"{name} is {tensor.dtype.name}; expected {like.dtype.name}, as {first}"
            )
        if not tensor.shape.is_compatible_with(like.shape):
            raise ValueError(
                f"{name} has shape {tensor.shape}; expected {like.shape}, as {first}"
            )


# --8<-- [end:alike]
