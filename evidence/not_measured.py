"""What a check raises that cannot be measured here."""


class NotMeasured(Exception):
    """Why a claim has no result, such as "measured on a GPU only", and the input that `lacks`.

    `lacks` is the name of an input of the claim's file: one of [tool.evidence.inputs], or of a package that its code
    imports. When this input changes, the claim is measured again.
    """

    def __init__(self, reason, lacks=""):
        super().__init__(reason)
        self.lacks = lacks
