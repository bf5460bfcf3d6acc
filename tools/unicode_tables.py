#!/usr/bin/env python3
"""Generate src/core/unicode_table.c, unicode_table.h and test/unit/nfc_data.h.

usage: tools/unicode_tables.py [--ucd DIR] [--out DIR]

Reads the Unicode Character Database and the UTS #46 mapping table as the
Debian packages unicode-data and unicode-idna install them, cuts both at
Unicode 14.0 by DerivedAge (what was assigned later counts as unassigned) and
writes two-stage tables.  IDNA2008 validity is computed here by the algorithm
of RFC 5892 section 3, not copied from anywhere.  The output depends on the
input files only.  Debian 12 has version 15.0, whose properties of the
characters of 14.0 are those of 14.0.
"""

import argparse
import collections
import os
import sys

CUT = (14, 0)
LAST = 0x10FFFF
BLOCK = 128

FLAGS = [
    ("UNSAFE", "refused everywhere: Cc Cf Cs Co Cn Zl Zp Zs, default-ignorable, U+FFFC, U+FFFD"),
    ("MARK", "general category Mn, Mc or Me"),
    ("PVALID", "IDNA2008 PVALID (RFC 5892)"),
    ("CONTEXTO", "IDNA2008 CONTEXTO (RFC 5892 appendix A)"),
    ("MAPPED", "UTS #46 maps or disallows it, see contacts_unicode_idna_map()"),
    ("GREEK", "script Greek"),
    ("HEBREW", "script Hebrew"),
    ("CJK", "script Hiragana, Katakana or Han"),
]
BIDI_SHIFT = 8
BIDI = ["L", "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM", "OTHER"]

# RFC 5892 section 2.6; UTS #46 keeps the two deviation characters of the list
EXCEPTIONS_PVALID = {0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007}
EXCEPTIONS_CONTEXTO = ({0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB}
                       | set(range(0x660, 0x66A)) | set(range(0x6F0, 0x6FA)))
EXCEPTIONS_DISALLOWED = {0x640, 0x7FA, 0x302E, 0x302F,
                         0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B}


def rows(path):
    """Yield (first, last, fields) of each data line of a UCD file."""
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.split("#")[0].strip()
            if not line:
                continue
            fields = [x.strip() for x in line.split(";")]
            lo, _, hi = fields[0].partition("..")
            yield int(lo, 16), int(hi or lo, 16), fields[1:]


def values(path, default):
    """Read a file of one value per range into a list indexed by code point."""
    table = [default] * (LAST + 1)
    for lo, hi, fields in rows(path):
        for cp in range(lo, hi + 1):
            table[cp] = fields[0]
    return table


def members(path, *names):
    """Read the set of code points that have one of the binary properties."""
    found = set()
    for lo, hi, fields in rows(path):
        if fields[0] in names:
            found.update(range(lo, hi + 1))
    return found


class Unicode:
    """The properties that the tables need, frozen at CUT."""

    def __init__(self, ucd):
        def at(name):
            return os.path.join(ucd, name)

        self.assigned = [False] * (LAST + 1)
        for lo, hi, fields in rows(at("DerivedAge.txt")):
            if tuple(int(x) for x in fields[0].split(".")) <= CUT:
                for cp in range(lo, hi + 1):
                    self.assigned[cp] = True
        self.category = values(at("extracted/DerivedGeneralCategory.txt"), "Cn")
        self.bidi = values(at("extracted/DerivedBidiClass.txt"), "OTHER")
        self.script = values(at("Scripts.txt"), "Unknown")
        self.hangul = values(at("HangulSyllableType.txt"), "NA")
        core, props = at("DerivedCoreProperties.txt"), at("PropList.txt")
        self.ignorable = members(core, "Default_Ignorable_Code_Point")
        self.white = members(props, "White_Space")
        self.nonchar = members(props, "Noncharacter_Code_Point")
        self.join = members(props, "Join_Control")
        self.unstable = members(at("DerivedNormalizationProps.txt"),
                                "Changes_When_NFKC_Casefolded")
        self.fold = {lo: int(f[1], 16) for lo, hi, f in rows(at("CaseFolding.txt"))
                     if f[0] in "CS"}
        self.decomposition, self.ccc = {}, {}
        for lo, hi, f in rows(at("UnicodeData.txt")):
            if f[2] != "0":
                self.ccc[lo] = int(f[2])
            if f[4] and not f[4].startswith("<"):
                self.decomposition[lo] = tuple(int(x, 16) for x in f[4].split())
        self.excluded = members(at("DerivedNormalizationProps.txt"), "Full_Composition_Exclusion")
        self.mapping = {}
        self.disallowed = set()
        for lo, hi, f in rows(at("idna/IdnaMappingTable.txt")):
            for cp in range(lo, hi + 1):
                if f[0] in ("mapped", "disallowed_STD3_mapped"):
                    self.mapping[cp] = tuple(int(x, 16) for x in f[1].split())
                elif f[0] == "disallowed":
                    self.disallowed.add(cp)
        for cp in range(LAST + 1):
            if not self.assigned[cp]:
                if cp not in self.nonchar:
                    self.category[cp] = "Cn"
                self.fold.pop(cp, None)
                self.mapping.pop(cp, None)
                self.decomposition.pop(cp, None)
                self.ccc.pop(cp, None)

    def idna2008(self, cp):
        """Derive the property value of RFC 5892 section 3, in its order."""
        if cp in EXCEPTIONS_PVALID:
            return "PVALID"
        if cp in EXCEPTIONS_CONTEXTO:
            return "CONTEXTO"
        if cp in EXCEPTIONS_DISALLOWED:
            return "DISALLOWED"
        if self.category[cp] == "Cn" and cp not in self.nonchar:
            return "UNASSIGNED"
        if chr(cp) in "-0123456789abcdefghijklmnopqrstuvwxyz":
            return "PVALID"
        if cp in self.join:
            return "CONTEXTJ"
        if cp in self.unstable:
            return "DISALLOWED"
        if cp in self.ignorable or cp in self.white or cp in self.nonchar:
            return "DISALLOWED"
        if 0x20D0 <= cp <= 0x20FF or 0x1D100 <= cp <= 0x1D24F:
            return "DISALLOWED"
        if self.hangul[cp] in ("L", "V", "T"):
            return "DISALLOWED"
        if self.category[cp] in ("Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"):
            return "PVALID"
        return "DISALLOWED"

    def record(self, cp):
        """Return (flags, fold delta) of a code point."""
        cat, on = self.category[cp], set()
        if (cat in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs")
                or cp in self.ignorable or cp in (0xFFFC, 0xFFFD)):
            on.add("UNSAFE")
        if cat in ("Mn", "Mc", "Me"):
            on.add("MARK")
        idna = self.idna2008(cp)
        if idna in ("PVALID", "CONTEXTO") and cp not in self.disallowed:
            on.add(idna)
        if cp in self.mapping or (self.assigned[cp] and cp in self.disallowed):
            on.add("MAPPED")
        if self.assigned[cp]:
            script = self.script[cp]
            if script in ("Greek", "Hebrew"):
                on.add(script.upper())
            elif script in ("Hiragana", "Katakana", "Han"):
                on.add("CJK")
        bits = sum(1 << i for i, (name, _) in enumerate(FLAGS) if name in on)
        bidi = self.bidi[cp] if self.assigned[cp] and self.bidi[cp] in BIDI else "OTHER"
        return bits | BIDI.index(bidi) << BIDI_SHIFT, self.fold.get(cp, cp) - cp


def two_stage(table):
    """Split a table into (stage 1, stage 2) with equal blocks shared."""
    stage1, stage2, seen = [], [], {}
    for start in range(0, len(table), BLOCK):
        block = tuple(table[start:start + BLOCK])
        if block not in seen:
            seen[block] = len(stage2) // BLOCK
            stage2.extend(block)
        stage1.append(seen[block])
    return stage1, stage2


def c_type(numbers):
    return "uint8_t" if max(numbers) < 256 else "uint16_t" if max(numbers) < 65536 else "uint32_t"


def array(name, numbers, fmt="%d"):
    """Format one constant array, lines of at most 78 columns."""
    lines, line = [], ""
    for n in numbers:
        item = fmt % n + ","
        if len(line) + len(item) > 74:
            lines.append("\t" + line)
            line = ""
        line += item
    lines.append("\t" + line.rstrip(","))
    return ("const %s\t%s[%d] = {\n%s\n};\n"
            % (c_type(numbers), name, len(numbers), "\n".join(lines)))


def declaration(name, numbers):
    return "extern const %s %s[%d];\n" % (c_type(numbers), name, len(numbers))


def generate(ucd):
    """Return the text of the header and of the source."""
    uni = Unicode(ucd)
    records = [uni.record(cp) for cp in range(LAST + 1)]
    kinds = [r for r, _ in collections.Counter(records).most_common()]
    # ties of most_common keep first-seen order, so the order is deterministic
    number = {r: i for i, r in enumerate(kinds)}
    kind1, kind2 = two_stage([number[r] for r in records])

    pool, place = [0], {}
    for cp in sorted(uni.mapping):
        target = uni.mapping[cp]
        if target not in place:
            place[target] = len(pool)
            pool.extend((len(target),) + target)
    map1, map2 = two_stage([place[uni.mapping[cp]] if cp in uni.mapping else 0
                            for cp in range(LAST + 1)])

    arrays = [("contacts_unicode_kind1", kind1, "%d"), ("contacts_unicode_kind2", kind2, "%d"),
              ("contacts_unicode_map1", map1, "%d"), ("contacts_unicode_map2", map2, "%d"),
              ("contacts_unicode_map_pool", pool, "0x%X")]
    banner = ("/*\n * %s\n *\t\t%s\n *\n"
              " * Generated by tools/unicode_tables.py from Unicode data cut at version %d.%d;\n"
              " * do not edit.  The data's licence is in NOTICE.\n */\n")
    head = banner % (("unicode_table.h", "Character properties in two-stage tables") + CUT)
    head += "#ifndef CONTACTS_UNICODE_TABLE_H\n#define CONTACTS_UNICODE_TABLE_H\n\n#include <stdint.h>\n\n"
    head += '#define CONTACTS_UNICODE_VERSION "%d.%d"\n\n' % CUT
    for i, (name, text) in enumerate(FLAGS):
        head += "/* %s */\n#define CONTACTS_UNICODE_%s 0x%02X\n" % (text, name, 1 << i)
    head += "\n/* Bidi_Class, in these bits of the flags */\n"
    head += "#define CONTACTS_UNICODE_BIDI(flags) ((flags) >> %d)\n" % BIDI_SHIFT
    head += "enum contacts_unicode_bidi\n{\n%s\n};\n\n" % ",\n".join(
        "\tCONTACTS_BIDI_" + name for name in BIDI)
    head += ("/* what the code points of one kind have in common */\n"
             "typedef struct contacts_unicode_kind\n{\n\tuint16_t\tflags;\n"
             "\tint32_t\t\tfold;\t\t\t/* add it to get the simple case folding */\n"
             "} contacts_unicode_kind;\n\n")
    head += "#define CONTACTS_UNICODE_BLOCK %d\n\n" % BLOCK
    head += "extern const contacts_unicode_kind contacts_unicode_kinds[%d];\n" % len(kinds)
    head += "".join(declaration(n, v) for n, v, _ in arrays)
    head += "\n#endif\t\t\t\t\t\t\t/* CONTACTS_UNICODE_TABLE_H */\n"

    body = banner % (("unicode_table.c", "Character properties in two-stage tables") + CUT)
    body += '#include "core/unicode_table.h"\n\n'
    body += "const contacts_unicode_kind contacts_unicode_kinds[%d] = {\n%s\n};\n" % (
        len(kinds), ",\n".join("\t{0x%X, %d}" % k for k in kinds))
    for name, numbers, fmt in arrays:
        body += "\n" + array(name, numbers, fmt)
    return head, body, generate_nfc(uni, banner)


def generate_nfc(uni, banner):
    """Return the text of the data that the unit tests normalise with."""
    text = banner % (("nfc_data.h", "Canonical decompositions and combining classes") + CUT)
    text += ("#ifndef CONTACTS_TEST_NFC_DATA_H\n#define CONTACTS_TEST_NFC_DATA_H\n\n#include <stdint.h>\n\n"
             "/* code point, first and second of its decomposition (0: a singleton), whether it composes again */\n"
             "static const uint32_t nfc_decompositions[][4] = {\n")
    for cp, to in sorted(uni.decomposition.items()):
        text += "\t{0x%X, 0x%X, 0x%X, %d},\n" % (cp, to[0], to[1] if len(to) > 1 else 0, cp not in uni.excluded)
    text = text[:-2] + "\n};\n\n/* code point, canonical combining class where it is not 0 */\n"
    text += "static const uint32_t nfc_classes[][2] = {\n"
    text += ",\n".join("\t{0x%X, %d}" % x for x in sorted(uni.ccc.items()))
    return text + "\n};\n\n#endif\t\t\t\t\t\t\t/* CONTACTS_TEST_NFC_DATA_H */\n"


def main():
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description="generate the Unicode tables")
    parser.add_argument("--ucd", default="/usr/share/unicode")
    parser.add_argument("--out", default=here, help="root of the tree to write into")
    args = parser.parse_args()
    if not os.path.exists(os.path.join(args.ucd, "idna", "IdnaMappingTable.txt")):
        sys.exit("no Unicode data in %s: install unicode-data and unicode-idna" % args.ucd)
    names = "src/core/unicode_table.h", "src/core/unicode_table.c", "test/unit/nfc_data.h"
    for name, text in zip(names, generate(args.ucd)):
        with open(os.path.join(args.out, name), "w", encoding="ascii") as f:
            f.write(text)


if __name__ == "__main__":
    main()
