"""What sources are called where several stand in a row: without the words with which every title begins."""

from collections.abc import Callable, Mapping

from regard.company.public import Source

_END = ": "


def source_names(known: Mapping[str, Source]) -> Callable[[str], str]:
    """The short title of a source by its name; of one that is gone, the name."""
    titles = [one.title for one in known.values()]
    beginnings = {title.partition(_END)[0] for title in titles}
    are_alike = len(titles) > 1 and len(beginnings) == 1 and all(_END in title for title in titles)

    def named(slug: str) -> str:
        if slug not in known:
            return slug
        return known[slug].title.partition(_END)[2] if are_alike else known[slug].title

    return named
