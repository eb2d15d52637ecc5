"""Where a holder stands toward a target, in five classes that have a colour, a sign and a word."""

from enum import StrEnum


class Side(StrEnum):
    """Classes of the net score, -1 (all opposed) to 1 (all in support). The value names the colour in the style."""

    OPPOSES = "oppose-2"
    RATHER_OPPOSES = "oppose-1"
    MIXED = "mixed"
    RATHER_SUPPORTS = "support-1"
    SUPPORTS = "support-2"

    @property
    def words(self) -> str:
        return self.name.lower().replace("_", " ")

    @property
    def colour(self) -> str:
        return f"var(--{self.value})"

    @property
    def ink(self) -> str:
        """Colour of text on it."""
        return f"var(--on-{self.value})"


def side_of(net_score: float) -> Side:
    """The class of an average of +1 for each stance in support and -1 for each opposed."""
    strength = abs(net_score)
    if strength <= 0.2:
        return Side.MIXED
    if net_score < 0:
        return Side.OPPOSES if strength >= 0.6 else Side.RATHER_OPPOSES
    return Side.SUPPORTS if strength >= 0.6 else Side.RATHER_SUPPORTS
