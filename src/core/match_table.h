/*
 * match_table.h
 *	  Generated tables of matching: letters, words, first names.
 *
 * Strings are sorted by their bytes, ASCII only; rows of letters by code point.
 */
#ifndef CONTACTS_CORE_MATCH_TABLE_H
#define CONTACTS_CORE_MATCH_TABLE_H


#include <stddef.h>
#include <stdint.h>

/* match_letter_table.c: a letter of another script and what stands for it, nothing for a sign that is not spoken */
typedef struct contacts_match_letter
{
	uint32_t	code;
	char		latin[5];
} contacts_match_letter;

extern const contacts_match_letter contacts_match_letters[];
extern const size_t contacts_match_letter_count;

/* the sounds of a Hangul syllable, by their number in it (Unicode chapter 3.12) */
extern const char contacts_match_jamo_first[19][4];
extern const char contacts_match_jamo_middle[21][4];
extern const char contacts_match_jamo_last[28][4];

/* match_word_table.c: forms of address, suffixes of names and what they mean, legal forms, role mailboxes, providers */
extern const char *const contacts_match_titles[];
extern const size_t contacts_match_titles_count;
extern const char *const contacts_match_suffixes[];
extern const size_t contacts_match_suffixes_count;
extern const char *const contacts_match_suffix_means[];
extern const char *const contacts_match_legal_forms[];
extern const size_t contacts_match_legal_forms_count;
extern const char *const contacts_match_mailboxes[];
extern const size_t contacts_match_mailboxes_count;
extern const char *const contacts_match_providers[];
extern const size_t contacts_match_providers_count;

/* match_name_table.c: first names; links[starts[i] .. starts[i + 1] - 1] are those that stand for name i, sorted */
extern const char *const contacts_match_names[];
extern const size_t contacts_match_names_count;
extern const uint16_t contacts_match_name_starts[];
extern const uint16_t contacts_match_name_links[];

/* the same for the names that name i is a short form of, the frequent ones first */
extern const uint16_t contacts_match_name_formal_starts[];
extern const uint16_t contacts_match_name_formals[];

#endif							/* CONTACTS_CORE_MATCH_TABLE_H */
