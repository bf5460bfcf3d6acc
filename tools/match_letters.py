#!/usr/bin/env python3
"""Generate src/core/match_letter_table.c: how letters of other scripts are written in Latin ones.

usage: tools/match_letters.py --out DIR

Asks ICU's program uconv (Debian package icu-devtools), which carries the
transforms of the Unicode CLDR, for one letter after another: Cyrillic by the
BGN systems of Russian, Ukrainian, Serbian, Macedonian and Kazakh and the
general transform of CLDR, in this order; Greek by UNGEGN's; Arabic by the BGN
systems of Arabic and Persian and the general transform; the jamo of Hangul by Hangul-Latin.  Marks are
dropped, as search_fold() drops them, so only letters that folding leaves are
asked for.
"""

import argparse
import os
import subprocess
import unicodedata

# letters that no decomposition turns into a basic one, as src/core/search.c has them
PLAIN = {"ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n",
         "œ": "oe", "ŧ": "t", "ə": "a"}

# script, transforms in order, a letter that is put before so that no rule of word beginnings applies, what it becomes
SCRIPTS = [
    ("CYRILLIC", ["Russian-Latin/BGN", "Ukrainian-Latin/BGN", "Serbian-Latin/BGN", "Macedonian-Latin/BGN",
                  "Kazakh-Latin/BGN", "Cyrillic-Latin"], "б", "b", range(0x430, 0x530)),
    ("GREEK", ["Greek-Latin/UNGEGN"], "λ", "l", range(0x3B1, 0x3CA)),
    ("ARABIC", ["Arabic-Latin/BGN", "Persian-Latin/BGN", "Arabic-Latin"], "ب", "b", range(0x621, 0x6D4)),
]


def transform(name, text):
    """Run text through one transform of ICU."""
    return subprocess.run(["uconv", "-f", "utf8", "-t", "utf8", "-x", name], input=text.encode(),
                          stdout=subprocess.PIPE, check=True).stdout.decode()


def plain(text):
    """Keep the basic Latin letters of a transform's output."""
    out = ""
    for c in unicodedata.normalize("NFKD", text.lower()):
        out += PLAIN.get(c, c if "a" <= c <= "z" or "0" <= c <= "9" else "")
    return out


def folds_to_itself(c):
    """Check whether search_fold() leaves a letter as it is."""
    return (unicodedata.category(c) in ("Ll", "Lo") and unicodedata.normalize("NFKD", c) == c)


def letters():
    """Yield (code point, Latin letters)."""
    for _, transforms, before, expected, codes in SCRIPTS:
        wanted = [chr(c) for c in codes if unicodedata.name(chr(c), "") and folds_to_itself(chr(c))]
        found = {}
        for name in transforms:
            rest = [c for c in wanted if c not in found]
            lines = transform(name, "".join(before + c + "\n" for c in rest)).split("\n")
            for c, line in zip(rest, lines):
                if line and c not in line:
                    latin = plain(line)
                    assert latin.startswith(expected), (c, line)
                    found[c] = latin[len(expected):]
        for c in sorted(found):
            yield ord(c), found[c]


def jamo():
    """Return the Latin letters of the 19 initial, 21 middle and 28 final sounds of Hangul."""
    def sounds(codes, cut):
        return [cut(plain(x)) for x in transform("Hangul-Latin", "\n".join(map(chr, codes))).split("\n")]
    first = sounds([0xAC00 + i * 588 for i in range(19)], lambda x: x[:-1])
    middle = sounds([0xAC00 + 11 * 588 + i * 28 for i in range(21)], lambda x: x)
    last = sounds([0xAC00 + 11 * 588 + i for i in range(28)], lambda x: x[1:])
    return first, middle, last


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=".")
    out = parser.parse_args().out
    rows = sorted(letters())
    with open(os.path.join(out, "src/core/match_letter_table.c"), "w", encoding="utf-8") as f:
        f.write("/*\n * match_letter_table.c\n *\t  Letters of other scripts in Latin ones.\n *\n"
                " * Made by tools/match_letters.py from the transforms of the Unicode CLDR that ICU carries, "
                "see NOTICE.\n"
                " * Do not edit.\n */\n#include \"core/match_table.h\"\n\n")
        f.write("const contacts_match_letter contacts_match_letters[] = {\n")
        for i in range(0, len(rows), 5):
            f.write("\t" + " ".join('{0x%X, "%s"},' % r for r in rows[i:i + 5]) + "\n")
        f.write("};\n\nconst size_t contacts_match_letter_count = %d;\n" % len(rows))
        for name, sounds in zip(("first", "middle", "last"), jamo()):
            f.write("\nconst char contacts_match_jamo_%s[%d][4] = {\n" % (name, len(sounds)))
            for i in range(0, len(sounds), 12):
                f.write("\t" + " ".join('"%s",' % s for s in sounds[i:i + 12]) + "\n")
            f.write("};\n")


if __name__ == "__main__":
    main()
