"""Primaries: from the chromaticities of red, green, blue and white to what a profile has, XYZ seen under D50."""

from collections.abc import Sequence

Point = tuple[float, float]  # x and y
Primaries = tuple[Point, Point, Point, Point]  # red, green, blue, white
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]  # its rows

D50: Vector = (0.9642, 1.0, 0.8249)

# From XYZ to the answers of the eye's cones, in which another white is a scaling (ICC.1:2022, annex E).
_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


def under_d50(primaries: Primaries) -> Sequence[Vector]:
    """Return red, green and blue in XYZ, together D50. Raises ZeroDivisionError where they span no colours."""
    red, green, blue, white = ((x, y, 1 - x - y) for x, y in primaries)
    white = (white[0] / white[1], 1.0, white[2] / white[1])
    shares = _times(_inverse(_turned((red, green, blue))), white)
    seen, wanted = _times(_BRADFORD, white), _times(_BRADFORD, D50)
    back = _inverse(_BRADFORD)
    adapted: list[Vector] = []
    for end, share in zip((red, green, blue), shares, strict=True):
        cones = _times(_BRADFORD, (end[0] * share, end[1] * share, end[2] * share))
        x, y, z = (cone * new / old for cone, new, old in zip(cones, wanted, seen, strict=True))
        adapted.append(_times(back, (x, y, z)))
    return adapted


def _times(matrix: Matrix, vector: Vector) -> Vector:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _turned(matrix: Matrix) -> Matrix:
    one, two, three = zip(*matrix, strict=True)
    return one, two, three


def _cross(one: Vector, two: Vector) -> Vector:
    (a, b, c), (d, e, f) = one, two
    return b * f - c * e, c * d - a * f, a * e - b * d


def _inverse(matrix: Matrix) -> Matrix:
    one, two, three = matrix
    columns = _cross(two, three), _cross(three, one), _cross(one, two)
    size = sum(a * b for a, b in zip(one, columns[0], strict=True))
    scaled = [tuple(number / size for number in column) for column in columns]
    one, two, three = zip(*scaled, strict=True)
    return one, two, three
