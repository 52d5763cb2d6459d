"""Polygons of neighbours as one set of shared edges: what does not match, the edges themselves, and the way back.

A gap or an overlap has no representation among shared edges; it can only be in polygons that somebody drew twice. This
package finds it there (`parity`, `faults`), draws each shared line once (`edges`) and gives the polygons back bit for
bit (`faces`). Everything is pure: numpy and shapely, degrees of EPSG:4490, nothing read or stored.
"""

from boundaries.topology.edges import OUTSIDE, Edges, edges_of
from boundaries.topology.faces import polygons_from
from boundaries.topology.fault import Fault
from boundaries.topology.faults import check_coverage

__all__ = ["OUTSIDE", "Edges", "Fault", "check_coverage", "edges_of", "polygons_from"]
