"""The network of support and opposition: places of the actors, and curves between them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from warehouse.report.charts import pair_words
from warehouse.report.sides import Side, side_of

WIDTH, HEIGHT, MARGIN = 900, 620, 70
LABEL_HEIGHT = 17
LETTER_WIDTH = 6.6
UNCONNECTED_STEPS = 4


@dataclass(frozen=True)
class Node:
    """An actor: its circle, and where its name stands."""

    anchor: str
    label: str
    words: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Edge:
    """A holder's stances toward a target: a curve that ends in an arrow at the target."""

    anchor: str
    words: str
    path: str
    side: Side
    width: float


@dataclass(frozen=True)
class Network:
    """What is drawn, within `width` and `height`."""

    nodes: list[Node]
    edges: list[Edge]
    width: int = WIDTH
    height: int = HEIGHT


def network_of(edges: Sequence[dict[str, Any]], actors: Sequence[dict[str, Any]], labels: Mapping[str, str]) -> Network:
    """Lays out the actors so that those who have stances toward each other, for or against, stand close."""
    weights: dict[str, int] = dict.fromkeys((actor["actor_id"] for actor in actors), 0)
    graph = nx.Graph()
    graph.add_nodes_from(weights)
    for row in edges:
        holder, target, count = row["holder_actor_id"], row["target_actor_id"], row["stance_count"]
        graph.add_edge(holder, target)
        weights[holder] += count
        weights[target] += count
    places = _apart(_places(graph), labels)
    most = max(weights.values())
    radii = {actor: 7 + 13 * math.sqrt(count / most) for actor, count in weights.items()}
    nodes = [
        Node(
            actor["anchor"],
            labels[actor["actor_id"]],
            f"{labels[actor['actor_id']]}: {weights[actor['actor_id']]:,} stances shown",
            *places[actor["actor_id"]],
            radii[actor["actor_id"]],
        )
        for actor in actors
    ]
    strongest = max(row["stance_count"] for row in edges)
    curves = [
        Edge(
            row["anchor"],
            pair_words(row, labels),
            _curve(places[row["holder_actor_id"]], places[row["target_actor_id"]], radii[row["target_actor_id"]]),
            side_of(row["net_score"]),
            1.5 + 5 * math.sqrt(row["stance_count"] / strongest),
        )
        for row in reversed(edges)
    ]
    return Network(nodes, curves)


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Places within the drawing (Kamada and Kawai, 1989): far apart who is many steps apart, or not connected."""
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    distances = {one: {other: steps[one].get(other, UNCONNECTED_STEPS) for other in graph} for one in graph}
    found = nx.kamada_kawai_layout(graph, dist=distances)
    x = _stretched({actor: place[0] for actor, place in found.items()}, WIDTH)
    y = _stretched({actor: place[1] for actor, place in found.items()}, HEIGHT)
    return {actor: (x[actor], y[actor]) for actor in graph}


def _stretched(values: Mapping[str, float], size: int) -> dict[str, float]:
    """The values over the size of the drawing, without its margins."""
    low, high = min(values.values()), max(values.values())
    return {
        actor: MARGIN + (size - 2 * MARGIN) * ((value - low) / (high - low) if high - low > 1e-6 else 0.5)
        for actor, value in values.items()
    }


def _apart(places: dict[str, tuple[float, float]], labels: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Moves actors up and down until their names do not overlap, or for as long as that helps."""
    moved = {actor: list(place) for actor, place in places.items()}
    for _ in range(200):
        is_moved = False
        for first in moved:
            for second in moved:
                wide = LETTER_WIDTH * (len(labels[first]) + len(labels[second])) / 2 + 12
                tall = 2.6 * LABEL_HEIGHT
                dx, dy = moved[second][0] - moved[first][0], moved[second][1] - moved[first][1]
                if first < second and abs(dx) < wide and abs(dy) < tall:
                    step = (tall - abs(dy)) / 2 + 0.5
                    up, down = (first, second) if dy >= 0 else (second, first)
                    moved[up][1] = max(MARGIN / 2, moved[up][1] - step)
                    moved[down][1] = min(HEIGHT - MARGIN / 2, moved[down][1] + step)
                    is_moved = True
        if not is_moved:
            break
    return {actor: (round(x, 1), round(y, 1)) for actor, (x, y) in moved.items()}


def _curve(start: tuple[float, float], end: tuple[float, float], radius: float) -> str:
    """A path bent to its left, so that there and back are two lines; it ends at the target's circle."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    bend = min(36.0, length * 0.16)
    middle = ((start[0] + end[0]) / 2 + bend * dy / length, (start[1] + end[1]) / 2 - bend * dx / length)
    back = math.hypot(end[0] - middle[0], end[1] - middle[1]) or 1.0
    gap = min(radius + 9, back * 0.8)
    tip = (end[0] - gap * (end[0] - middle[0]) / back, end[1] - gap * (end[1] - middle[1]) / back)
    return f"M{start[0]:.1f},{start[1]:.1f} Q{middle[0]:.1f},{middle[1]:.1f} {tip[0]:.1f},{tip[1]:.1f}"
