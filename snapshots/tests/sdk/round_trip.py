"""Reads dashboards into the types of Grafana's own SDK, writes them again and says what differs.

Usage: round_trip.py FILE...
"""

import json
import sys

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard


def differences(before, after, place=""):
    """Every place at which two parsed documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if key not in before:
                yield f"{place}/{key}: the SDK adds {after[key]!r}"
            elif key not in after:
                yield f"{place}/{key}: the SDK loses {before[key]!r}"
            else:
                yield from differences(before[key], after[key], f"{place}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after)):
            yield from differences(one, other, f"{place}/{at}")
    elif before != after or type(before) is not type(after):
        yield f"{place}: {before!r} becomes {after!r}"


register_default_plugins()
found = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        before = json.load(file)
    after = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(before)))
    # `from_json` may keep parts of what it is given: read it again.
    with open(path, encoding="utf-8") as file:
        before = json.load(file)
    for difference in differences(before, after):
        print(f"{path}{difference}")
        found += 1
print(f"{len(sys.argv) - 1} dashboards, {found} differences")
sys.exit(1 if found else 0)
