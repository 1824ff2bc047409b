"""Prints the ranges of code points that take two columns after Unicode's tables (East Asian Width W and F, assigned ones), as JSON."""
import json
import sys
import unicodedata

ranges = []
for code in range(sys.maxunicode + 1):
    character = chr(code)
    is_wide = unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character) not in ("Cn", "Mn", "Me")
    if not is_wide:
        continue
    if ranges and ranges[-1][1] == code - 1:
        ranges[-1][1] = code
    else:
        ranges.append([code, code])
print(json.dumps(ranges))
