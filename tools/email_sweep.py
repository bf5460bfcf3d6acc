#!/usr/bin/env python3
"""Generate test/data/email_sweep.txt: what each code point does to an address.

usage: tools/email_sweep.py [--out FILE]

The oracle of test/tap/email_corpus.sh, derived from nothing that the C code or
its tables are made of: the standard library's unicodedata (its version has to
be 14.0) and python3-idna 3.3 (IDNA 2008 and UTS #46 of Unicode 14.0).

Each line: first and last code point (hexadecimal), then for each of the
addresses a?b@x.com, ?b@x.com, u@a?a.com and u@?.com the character that is
stored in the place of "?": "=" that character itself, "-" refused, else the
code points (hexadecimal, separated by dots; "." for none).
"""

import argparse
import os
import sys
import unicodedata

try:
    import idna
except ImportError:
    idna = None

ATEXT = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~")
LDH = set("abcdefghijklmnopqrstuvwxyz0123456789-")

# Default_Ignorable_Code_Point less what general category refuses already (Cf, Cn)
IGNORABLE = ({0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0x180F}
             | set(range(0x180B, 0x180E)) | set(range(0xFE00, 0xFE10)) | set(range(0xE0100, 0xE01F0)))


def unsafe(c, first):
    category = unicodedata.category(c)
    return (category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs") or ord(c) in IGNORABLE
            or c in "\uFFFC\uFFFD" or (first and category[0] == "M"))


def is_dot_atom(text):
    """Check atext, non-ASCII and single dots between."""
    return all(part and all(c in ATEXT or ord(c) >= 128 for c in part) for part in text.split("."))


def local(text):
    """Return the stored form of an unquoted local part, None where it is refused."""
    text = text.lstrip(" \t\n\v\f\r")
    if not is_dot_atom(text):
        return None
    for _ in range(2):
        if any(ord(c) >= 128 and unsafe(c, i == 0) for i, c in enumerate(text)):
            return None
        text = unicodedata.normalize("NFC", text)
        if not is_dot_atom(text):
            return None
    return text


def domain(text):
    """Return the stored form of a domain of these tests, None where it is refused."""
    if any(ord(c) < 128 and c not in LDH and c != "." and not c.isalpha() for c in text):
        return None
    if any(ord(c) >= 128 and unsafe(c, i == 0) for i, c in enumerate(text)):
        return None
    try:
        text = idna.uts46_remap(text, std3_rules=False, transitional=False)
        if any(ord(c) < 128 and c not in LDH and c != "." for c in text):
            return None
        for label in text.split("."):
            if not label or label[0] == "-" or label[-1] == "-" or label[2:4] == "--":
                return None
            if not label.isascii():
                idna.alabel(label)
    except idna.IDNAError:
        return None
    return text


PLACES = ((local, "a", "b"), (local, "", "b"), (domain, "a", "a.com"), (domain, "", ".com"))


def verdict(function, before, c, after):
    result = function(before + c + after)
    if result is None:
        return "-"
    if result == before + c + after:
        return "="
    # where the neighbours take part in the change, the whole is given
    if not (result.startswith(before) and result.endswith(after)):
        return "!" + ".".join("%X" % ord(x) for x in result)
    return ".".join("%X" % ord(x) for x in result[len(before):len(result) - len(after)]) or "."


def lines():
    """Yield the lines, runs of equal verdicts joined."""
    first, last, verdicts = None, None, None
    for cp in range(1, 0x110000):
        if 0xD800 <= cp <= 0xDFFF:
            continue
        new = tuple(verdict(f, before, chr(cp), after) for f, before, after in PLACES)
        if new == verdicts and cp == last + 1:
            last = cp
            continue
        if verdicts:
            yield "%X\t%X\t%s" % (first, last, "\t".join(verdicts))
        first, last, verdicts = cp, cp, new
    yield "%X\t%X\t%s" % (first, last, "\t".join(verdicts))


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description="generate test/data/email_sweep.txt")
    parser.add_argument("--out", default=os.path.join(here, "test", "data", "email_sweep.txt"))
    args = parser.parse_args()
    if unicodedata.unidata_version != "14.0.0" or idna is None or not idna.__version__.startswith("3.3"):
        sys.exit("needs unicodedata 14.0 and idna 3.3, as python3 and python3-idna of Debian 12 have them")
    with open(args.out, "w", encoding="ascii") as f:
        for line in lines():
            f.write(line + "\n")


if __name__ == "__main__":
    main()
