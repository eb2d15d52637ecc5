"""Text of articles, paths and messages for a terminal: it shows, and does nothing else."""


def shown(text: str, keep: str = "") -> str:
    """The text without control and format characters, which could move a cursor or turn the writing; `keep` stay."""
    return "".join(character if character.isprintable() or character in keep else "�" for character in text)
