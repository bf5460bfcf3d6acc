/*
 * name_parts.h
 *	  The parts of a person's full name.
 */
#ifndef CONTACTS_NAME_PARTS_H
#define CONTACTS_NAME_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* words of a name that are told apart; a longer one has its last word as last name */
#define CONTACTS_NAME_WORDS 40

typedef enum contacts_name_role
{
	CONTACTS_NAME_PREFIX,
	CONTACTS_NAME_FIRST,
	CONTACTS_NAME_LAST,
	CONTACTS_NAME_SUFFIX,
	CONTACTS_NAME_ROLES
} contacts_name_role;

/* which name people write first */
typedef enum contacts_name_order
{
	CONTACTS_NAME_GIVEN_FIRST,
	CONTACTS_NAME_FAMILY_FIRST,
	CONTACTS_NAME_JAPANESE		/* the family name, which may have several characters */
} contacts_name_order;

/* a word of a name, without the comma behind it */
typedef struct contacts_name_word
{
	const char *start;
	size_t		len;
	bool		comma;			/* a comma follows */
	contacts_name_role role;
} contacts_name_word;

/*
 * Take a full name apart, UTF-8 with single blanks between words.  Returns how many words there are, 0 where there are
 * more than CONTACTS_NAME_WORDS.
 */
extern int	contacts_name_split(const char *name, size_t len, contacts_name_order order, contacts_name_word *words);

/* Tell which order a language (a BCP 47 tag) has; false where that is not known. */
extern bool contacts_name_order_of(const char *language, size_t len, contacts_name_order *order);

/* Check whether text is nothing but Han, Kana and Hangul. */
extern bool contacts_name_is_cjk(const char *text, size_t len);

#endif							/* CONTACTS_NAME_PARTS_H */
