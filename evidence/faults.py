"""Why a measured claim fails, or why its check shows nothing."""


def faults(name, claim):
    """A line for each fault of a claim, which is as evidence.json has it; none if it holds and each part can fail."""
    if claim["holds"] is False:
        yield f"{name} does not hold"
    controls = claim["controls"]
    accepted = [fault for fault in controls if controls[fault]["holds"]]
    for fault in accepted:
        yield f"{name} accepts the planted fault {fault!r}"
    if not controls or accepted:
        return
    found = [control["parts"] for control in controls.values()]
    for part in claim["parts"]:
        if not any(part in parts and not parts[part]["holds"] for parts in found):
            yield f"{name} has no planted fault that fails its part {part!r}"
