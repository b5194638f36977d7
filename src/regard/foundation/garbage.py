"""How often Python looks for garbage in cycles: rarely, where small things live by the million for a batch."""

import gc

_THRESHOLDS = (200_000, 100, 1_000)


def collect_rarely() -> None:
    """For a process that works in batches. Measured on joining: 9,500 interactions a second before, 18,500 after.

    What refers to nothing in a circle is freed at once, as ever; a batch leaves next to no circles behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
