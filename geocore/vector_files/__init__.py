"""Files of map programs, read in a process that may be killed and written whole or not at all; see `reading`."""

from geocore.vector_files.model import CHINA, VectorFeature, VectorFile, VectorLimits
from geocore.vector_files.reading import SUFFIXES, read_vector_file
from geocore.vector_files.writing import FORMATS, NewLayer, write_vector_file

__all__ = [
    "CHINA",
    "FORMATS",
    "SUFFIXES",
    "NewLayer",
    "VectorFeature",
    "VectorFile",
    "VectorLimits",
    "read_vector_file",
    "write_vector_file",
]
