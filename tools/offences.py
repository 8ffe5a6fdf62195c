"""How the checks of the tree tell what they found."""


def report(found, looked_at, what):
    """Prints each offence, and how many there are in what; the check's exit code."""
    for offence in found:
        print(offence)
    print(f"{looked_at}, {len(found)} {what}")
    return 1 if found else 0
