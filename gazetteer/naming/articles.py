"""The articles that findings cite, written the one way they are quoted in papers."""

from __future__ import annotations

from typing import Final

STRUCTURE: Final = "《地名管理条例》第九条第一款"
"""A name consists of a specific and a generic part."""
MEANING: Final = "《地名管理条例》第九条第一项"
REALITY: Final = "《地名管理条例》第九条第二项"
CHARACTERS: Final = "《地名管理条例》第九条第三项"
PERSONS: Final = "《地名管理条例》第九条第四项"
PERSONS_MEANT: Final = "《地名管理条例》第九条第四项、《地名管理条例实施办法》第三条"
"""With Order 71 art. 3: aliases and characters of works count, words without link to a person do not."""
FOREIGN: Final = "《地名管理条例》第九条第五项"
COMPANIES: Final = "《地名管理条例》第九条第六项、《地名管理条例实施办法》第四条"
"""With Order 71 art. 4: words without link to the company or mark do not count."""
NATIONWIDE: Final = "《地名管理条例》第九条第七项"
WITHIN_AREA: Final = "《地名管理条例》第九条第八项"
DIVISION_NAMES: Final = "《地名管理条例》第九条第九项"
FACILITIES: Final = "《地名管理条例》第九条第十项"
POSITION: Final = "《地名管理条例》第十一条第二项"
"""An application states where the feature lies: two of one point may be two of one feature."""
BY_ANALOGY: Final = "参照《地名管理条例》第九条第八项"
"""For kinds of names whose scope the Order does not set: parks, facilities, settlements and others."""
