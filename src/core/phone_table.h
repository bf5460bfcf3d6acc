/*
 * phone_table.h
 *		What the generated tables of libphonenumber's metadata look like.
 *
 * The tables are read-only data made by tools/phone_tables.mjs; nothing is
 * built at start-up.  One automaton per calling code answers everything that
 * the metadata say about a national number; prefixes have automata of the same
 * form.  contacts_phone_walk() runs any of them.
 */
#ifndef CONTACTS_PHONE_TABLE_H
#define CONTACTS_PHONE_TABLE_H

#include <stdint.h>

#include "core/phone_sizes_table.h"

/* newer compilers want to be told of characters that no NUL ends */
#ifdef __has_attribute
#if __has_attribute(nonstring)
#define CONTACTS_NOT_A_STRING __attribute__((nonstring))
#endif
#endif
#ifndef CONTACTS_NOT_A_STRING
#define CONTACTS_NOT_A_STRING
#endif

/* What a character is to a phone number; see contacts_phone_char_kind() */
#define CONTACTS_PHONE_DIGIT	0x0001	/* a decimal digit of any script */
#define CONTACTS_PHONE_PLUS		0x0002	/* + and its wide form */
#define CONTACTS_PHONE_PUNCT	0x0004	/* may stand between digits */
#define CONTACTS_PHONE_EXTRA	0x0008	/* x X *: may stand between digits, too */
#define CONTACTS_PHONE_ALPHA	0x0010	/* what (?i)[a-z] is to ICU */
#define CONTACTS_PHONE_KEEP		0x0020	/* may end a number: letters, numbers, # */
#define CONTACTS_PHONE_NEWLINE	0x0040	/* ends a line */
#define CONTACTS_PHONE_BAD		0x0080	/* control or no character: no number at all */
#define CONTACTS_PHONE_BLANK	0x0100	/* space, tab, no-break space */
#define CONTACTS_PHONE_COMMA	0x0200
#define CONTACTS_PHONE_HYPHEN	0x0400
#define CONTACTS_PHONE_COLON	0x0800	/* may follow an extension's label */

#define CONTACTS_PHONE_NO_INDEX	0xff	/* no region, no code */

/* A state: its answer when the digits end here, and the next state for each */
typedef struct contacts_phone_node
{
	uint16_t	label;
	uint16_t	next[10];		/* < CONTACTS_PHONE_NODES: a node, else a leaf */
} contacts_phone_node;

/* What the metadata say about a national significant number of a code */
typedef struct contacts_phone_label
{
	uint32_t	general;		/* bit i: matches the code's i-th region's general pattern */
	uint8_t		region;			/* of the code's regions, or CONTACTS_PHONE_NO_INDEX */
	uint8_t		type;			/* contacts_phone_type */
	uint8_t		national;		/* of the code's national formats, from 1; 0: none */
	uint8_t		international;	/* the same for international formats */
} contacts_phone_label;

/* How far a prefix pattern matches, and where its capture lies */
typedef struct contacts_phone_prefix
{
	uint8_t		end;			/* 0: no match */
	uint8_t		start;
	uint8_t		size;
} contacts_phone_prefix;

typedef struct contacts_phone_code
{
	uint16_t	number;			/* the calling code, 1 to 999 */
	uint16_t	root;			/* its automaton, labels are contacts_phone_labels */
	uint16_t	national;		/* its first national format */
	uint16_t	international;
	uint8_t		first_region;	/* the main one; the others follow */
	uint8_t		regions;
	uint8_t		extension;		/* of contacts_phone_extension_labels */
} contacts_phone_code;

typedef struct contacts_phone_region
{
	uint32_t	possible;		/* bit n: n digits are possible */
	uint32_t	local;			/* bit n: n digits are possible within an area only */
	uint16_t	idd;			/* automaton of international prefixes, labels are prefixes */
	uint16_t	prefix;			/* automaton of national prefixes */
	char		id[2] CONTACTS_NOT_A_STRING; 		/* ISO 3166-1 alpha-2 or XK, AC, TA; empty: non-geographic */
	uint8_t		code;
	uint8_t		bit;			/* its place among the regions of its code */
	uint8_t		transform;		/* from 1: put contacts_phone_transforms before the capture; 0: drop all */
} contacts_phone_region;

extern const contacts_phone_node contacts_phone_nodes[CONTACTS_PHONE_NODES];
extern const uint16_t contacts_phone_leaf_starts[CONTACTS_PHONE_LEAVES];
extern const uint8_t contacts_phone_leaf_sizes[CONTACTS_PHONE_LEAVES];
extern const uint16_t contacts_phone_leaf_labels[CONTACTS_PHONE_LEAF_LABELS];
extern const contacts_phone_label contacts_phone_labels[CONTACTS_PHONE_LABELS];
extern const contacts_phone_prefix contacts_phone_prefixes[CONTACTS_PHONE_PREFIXES];
extern const contacts_phone_code contacts_phone_codes[CONTACTS_PHONE_CODES];
extern const contacts_phone_region contacts_phone_regions[CONTACTS_PHONE_REGIONS];

/* by the first three digits of a number, and by the two letters of a region */
extern const uint8_t contacts_phone_code_index[1000];
extern const uint8_t contacts_phone_region_index[26 * 26];

extern const char contacts_phone_transforms[CONTACTS_PHONE_TRANSFORMS][8];
extern const char contacts_phone_extension_labels[CONTACTS_PHONE_EXTENSION_LABELS][8];

/* formats: groups and template; a group: least number of digits, greatest << 4 */
extern const uint8_t contacts_phone_formats[CONTACTS_PHONE_FORMATS][2];
extern const uint8_t contacts_phone_format_groups[CONTACTS_PHONE_FORMAT_GROUPS][5];

/* templates: \001 to \005 stand for the groups */
extern const char contacts_phone_templates[CONTACTS_PHONE_TEMPLATES][24];

/* examples of a region: head (type << 4 | bytes), then two digits a byte, 0xf ends */
extern const uint16_t contacts_phone_example_starts[CONTACTS_PHONE_REGIONS + 1];
extern const uint8_t contacts_phone_examples[CONTACTS_PHONE_EXAMPLES];

/* characters: ASCII by value; above, runs (first character << 5 | kind) in order */
extern const uint16_t contacts_phone_ascii_kinds[128];
extern const uint16_t contacts_phone_char_kinds[CONTACTS_PHONE_CHAR_KINDS];
extern const uint32_t contacts_phone_char_runs[CONTACTS_PHONE_CHAR_RUNS];

/* Run an automaton over n digits (values 0 to 9) and return its label. */
static inline uint16_t
contacts_phone_walk(uint16_t state, const uint8_t *digit, int n)
{
	int			size;

	while (state < CONTACTS_PHONE_NODES)
	{
		if (n-- == 0)
			return contacts_phone_nodes[state].label;
		state = contacts_phone_nodes[state].next[*digit++];
	}

	/* from here on only the number of digits matters; the last label repeats */
	state -= CONTACTS_PHONE_NODES;
	size = contacts_phone_leaf_sizes[state];
	return contacts_phone_leaf_labels[contacts_phone_leaf_starts[state] +
									  (n < size ? n : size - 1)];
}

/*
 * Find the calling code that some digits (values 0 to 9, three or more) begin
 * with, CONTACTS_PHONE_NO_INDEX if there is none, and how many digits it has.
 */
static inline uint8_t
contacts_phone_find_code(const uint8_t *digits, int *width)
{
	uint8_t		code = contacts_phone_code_index[digits[0] * 100 + digits[1] * 10 + digits[2]];

	*width = 0;
	if (code != CONTACTS_PHONE_NO_INDEX)
		*width = contacts_phone_codes[code].number < 10 ? 1 : contacts_phone_codes[code].number < 100 ? 2 : 3;
	return code;
}

#endif							/* CONTACTS_PHONE_TABLE_H */
