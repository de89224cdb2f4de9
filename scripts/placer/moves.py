"""Moves slices to free ones where wires and pulls are shorter and no path is longer than it should be, one by one."""

import collections

import numpy as np

from model import owners

CANDIDATES = 48  # places that are looked at for their paths
FRESH = 40  # moves until all paths are measured again
TOO_LONG = 5000.0  # columns for each ns that a slice would make a path too long: no wire is worth it


class Moves:
    """`points[k]` and `cells[k]` are in slice k, which is at `place[k]` of `places`; `x` and `y` are of points."""

    def __init__(self, model, pulls, points, cells, place, places, x, y):
        self.model, self.pulls, self.paths, self.x, self.y = model, pulls, pulls.paths, x, y
        self.points, self.cells, self.place, self.places = points, cells, place, places
        self.free = np.ones(len(places), bool)
        self.free[place] = False
        self.wires_of = collections.defaultdict(list)
        for number, point in zip(owners(model.starts, len(model.points)).tolist(), model.points.tolist()):
            self.wires_of[point].append(number)
        self.ends = np.split(model.points, model.starts[1:])

    def others(self, k):
        """Points at the other ends of a slice's wires, and where those of each wire begin."""
        members, others, starts = set(self.points[k]), [], []
        for wire in {wire: None for point in self.points[k] for wire in self.wires_of[point]}:
            away = [point for point in self.ends[wire].tolist() if point not in members]
            if away:
                starts.append(len(others))
                others += away
        return np.array(others, int), np.array(starts, int)

    def costs(self, k, places, drawn):
        """What wires and pulls of a slice cost at each of the places."""
        others, starts = self.others(k)
        cost = np.zeros(len(places))
        ends = [(point, weight) for own in self.points[k] for point, weight in drawn.get(own, ()) if point not in self.points[k]]
        for axis, at in enumerate((self.x, self.y)):
            there = places[:, axis]
            if len(starts):
                low, high = np.minimum.reduceat(at[others], starts), np.maximum.reduceat(at[others], starts)
                cost += np.maximum(0, np.maximum(there - high[:, None], low[:, None] - there)).sum(axis=0)
            if ends:
                points, weights = zip(*ends)
                cost += np.array(weights) @ np.abs(there - at[list(points)][:, None])
        return cost

    def better(self, k, drawn):
        """The free place that is better for a slice, or None."""
        free = np.flatnonzero(self.free)
        costs = self.costs(k, np.vstack([self.places[self.place[k]], self.places[free]]), drawn)
        here, costs = costs[0], costs[1:]
        x, y = self.places[self.place[k]]
        here += TOO_LONG * max(0.0, self.paths.longest(self.cells[k], np.array([x]), np.array([y]))[0] - self.pulls.goal)
        near = np.argsort(costs, kind="stable")[:CANDIDATES]
        near = near[costs[near] < here]
        if not len(near):
            return None
        too_long = np.maximum(0.0, self.paths.longest(self.cells[k], *self.places[free[near]].T) - self.pulls.goal)
        there = costs[near] + TOO_LONG * too_long
        best = int(np.argmin(there))
        return free[near[best]] if there[best] < here else None

    def move(self, k, place):
        self.free[self.place[k]], self.free[place] = True, False
        self.place[k] = place
        self.x[self.points[k]], self.y[self.points[k]] = self.places[place]
        self.paths.x[self.cells[k]], self.paths.y[self.cells[k]] = self.places[place]

    def turn(self):
        """Moves each slice that has a better place; how many have moved. Paths have been measured."""
        drawn, moved = collections.defaultdict(list), 0
        for a, b, weight in zip(self.pulls.a.tolist(), self.pulls.b.tolist(), self.pulls.weights.tolist()):
            drawn[a].append((b, weight))
            drawn[b].append((a, weight))
        for k in range(len(self.points)):
            place = self.better(k, drawn)
            if place is not None:
                self.move(k, place)
                moved += 1
                if moved % FRESH == 0:
                    self.paths.measure(self.x, self.y)
        return moved
