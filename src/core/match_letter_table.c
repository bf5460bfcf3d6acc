/*
 * match_letter_table.c
 *	  Letters of other scripts in Latin ones.
 *
 * Made by tools/match_letters.py from the transforms of the Unicode CLDR that ICU carries, see NOTICE.
 * Do not edit.
 */
#include "core/match_table.h"

const contacts_match_letter contacts_match_letters[] = {
	{0x3B1, "a"}, {0x3B2, "v"}, {0x3B3, "g"}, {0x3B4, "d"}, {0x3B5, "e"},
	{0x3B6, "z"}, {0x3B7, "i"}, {0x3B8, "th"}, {0x3B9, "i"}, {0x3BA, "k"},
	{0x3BB, "l"}, {0x3BC, "m"}, {0x3BD, "n"}, {0x3BE, "x"}, {0x3BF, "o"},
	{0x3C0, "p"}, {0x3C1, "r"}, {0x3C2, "s"}, {0x3C3, "s"}, {0x3C4, "t"},
	{0x3C5, "y"}, {0x3C6, "f"}, {0x3C7, "ch"}, {0x3C8, "ps"}, {0x3C9, "o"},
	{0x430, "a"}, {0x431, "b"}, {0x432, "v"}, {0x433, "g"}, {0x434, "d"},
	{0x435, "e"}, {0x436, "zh"}, {0x437, "z"}, {0x438, "i"}, {0x43A, "k"},
	{0x43B, "l"}, {0x43C, "m"}, {0x43D, "n"}, {0x43E, "o"}, {0x43F, "p"},
	{0x440, "r"}, {0x441, "s"}, {0x442, "t"}, {0x443, "u"}, {0x444, "f"},
	{0x445, "kh"}, {0x446, "ts"}, {0x447, "ch"}, {0x448, "sh"}, {0x449, "shch"},
	{0x44A, ""}, {0x44B, "y"}, {0x44C, ""}, {0x44D, "e"}, {0x44E, "yu"},
	{0x44F, "ya"}, {0x452, "d"}, {0x454, "ye"}, {0x455, "dz"}, {0x456, "i"},
	{0x458, "j"}, {0x459, "lj"}, {0x45A, "nj"}, {0x45B, "c"}, {0x45F, "dz"},
	{0x491, "g"}, {0x493, "gh"}, {0x495, "g"}, {0x499, "z"}, {0x49B, "q"},
	{0x4A3, "ng"}, {0x4AF, "u"}, {0x4B1, "u"}, {0x4BB, "h"}, {0x4D5, "ae"},
	{0x4D9, "a"}, {0x4E9, "o"}, {0x621, ""}, {0x627, "a"}, {0x628, "b"},
	{0x629, "h"}, {0x62A, "t"}, {0x62B, "th"}, {0x62C, "j"}, {0x62D, "h"},
	{0x62E, "kh"}, {0x62F, "d"}, {0x630, "dh"}, {0x631, "r"}, {0x632, "z"},
	{0x633, "s"}, {0x634, "sh"}, {0x635, "s"}, {0x636, "d"}, {0x637, "t"},
	{0x638, "z"}, {0x639, ""}, {0x63A, "gh"}, {0x641, "f"}, {0x642, "q"},
	{0x643, "k"}, {0x644, "l"}, {0x645, "m"}, {0x646, "n"}, {0x647, "h"},
	{0x648, "w"}, {0x649, "y"}, {0x64A, "y"}, {0x671, ""}, {0x67E, "p"},
	{0x686, "ch"}, {0x698, "zh"}, {0x69A, "s"}, {0x6A4, "v"}, {0x6A9, "k"},
	{0x6AD, "ng"}, {0x6AF, "g"}, {0x6CB, "v"}, {0x6CC, "y"},
};

const size_t contacts_match_letter_count = 119;

const char contacts_match_jamo_first[19][4] = {
	"g", "kk", "n", "d", "tt", "l", "m", "b", "pp", "s", "ss", "",
	"j", "jj", "ch", "k", "t", "p", "h",
};

const char contacts_match_jamo_middle[21][4] = {
	"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe",
	"yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
};

const char contacts_match_jamo_last[28][4] = {
	"", "g", "kk", "gs", "n", "nj", "nh", "d", "l", "lg", "lm", "lb",
	"ls", "lt", "lp", "lh", "m", "b", "bs", "s", "ss", "ng", "j", "ch",
	"k", "t", "p", "h",
};
