/*
 * match_data.h
 *	  Data sets of contacts with known duplicates: tables with a heading line, one contact a line.
 *
 * The columns are rec_id, entity_id, group_id, kind, name, first_name, last_name, email, phone, company, title, line1,
 * city, region, postal_code, country, birth_date, tax_id, website, source, tags.  Values are brought to what the
 * product compares: folded text, canonical addresses, numbers in E.164.
 */
#ifndef CONTACTS_TEST_MATCH_DATA_H
#define CONTACTS_TEST_MATCH_DATA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/email.h"
#include "core/match.h"
#include "core/phone.h"
#include "core/search.h"
#include "core/unicode.h"
#include "nfc.h"

#define COLUMNS 21
#define TEXT_MAX 1024

enum column
{
	REC_ID,
	ENTITY_ID,
	GROUP_ID,
	KIND,
	NAME,
	FIRST_NAME,
	LAST_NAME,
	EMAIL,
	PHONE,
	COMPANY,
	TITLE,
	LINE1,
	CITY,
	REGION,
	POSTAL_CODE,
	COUNTRY,
	BIRTH_DATE,
	TAX_ID,
	WEBSITE,
	SOURCE,
	TAGS
};

/* Find the canonical decomposition of a character, NULL if it has none. */
static inline const uint32_t *
find_decomposition(uint32_t c)
{
	for (size_t low = 0, high = NFC_COUNT(nfc_decompositions); low < high;)
	{
		size_t		middle = (low + high) / 2;

		if (nfc_decompositions[middle][0] == c)
			return nfc_decompositions[middle];
		if (nfc_decompositions[middle][0] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Fold one character, taken apart, the way search_fold() does it. */
static inline size_t
fold_character(uint32_t c, char *out, size_t n)
{
	const uint32_t *parts = find_decomposition(c);
	size_t		width;

	if (parts != NULL)
	{
		n = fold_character(parts[1], out, n);
		return parts[2] != 0 ? fold_character(parts[2], out, n) : n;
	}
	if (contacts_search_drops(c))
		return n;
	width = contacts_search_fold(c, out + n);
	if (width > 0)
		return n + width;
	if (n > 0 && out[n - 1] != ' ')
		out[n++] = ' ';
	return n;
}

/* Fold text; returns it in memory of its own. */
static inline contacts_match_text
fold_text(const char *text)
{
	size_t		len = strlen(text);
	uint32_t   *c = malloc((len + 1) * sizeof(uint32_t));
	char	   *out = malloc(4 * len + 1);
	size_t		count = 0;
	size_t		n = 0;

	for (size_t i = 0; i < len;)
	{
		size_t		width = contacts_utf8_decode(text + i, len - i, &c[count]);

		i += width > 0 ? width : 1;
		count += width > 0;
	}
	count = nfc(c, count, len);
	for (size_t i = 0; i < count; i++)
		n = fold_character(c[i], out, n);
	free(c);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	return (contacts_match_text) {out, n};
}

/* Keep text as it is. */
static inline contacts_match_text
keep_text(const char *text, size_t len)
{
	char	   *out = malloc(len + 1);

	memcpy(out, text, len);
	out[len] = '\0';
	return (contacts_match_text) {out, len};
}

/* Read a mailbox as email_canonical() of try_email() does; false where it is none. */
static inline bool
read_mailbox(const char *text, contacts_match_text *out)
{
	contacts_email_rules rules = {.nfc = nfc};
	contacts_email email;
	char		canonical[CONTACTS_EMAIL_MAX_FOLDED];
	size_t		at;

	if (contacts_email_parse(text, strlen(text), &rules, &email, &at) != CONTACTS_EMAIL_OK)
		return false;
	*out = keep_text(canonical, contacts_email_canonical(email.text, email.len, false, canonical));
	return true;
}

/* Read a number as try_phone() does, without its extension. */
static inline bool
read_number(const char *text, const char *country, contacts_match_text *out)
{
	contacts_phone phone;
	char		printed[CONTACTS_PHONE_TEXT_MAX];
	int			region = CONTACTS_PHONE_NO_REGION;
	size_t		len;

	if (!contacts_phone_find_region(country, strlen(country), &region))
		region = CONTACTS_PHONE_NO_REGION;
	if (contacts_phone_read(text, strlen(text), region, &phone) != CONTACTS_PHONE_OK)
		return false;
	phone.ext_len = 0;
	len = contacts_phone_print(&phone, printed);
	*out = keep_text(printed, len);
	return true;
}

/* Make the fields of a contact of the columns of a line. */
static inline void
read_contact(char *const *column, contacts_match_fields *fields)
{
	memset(fields, 0, sizeof(*fields));
	fields->kind = strcmp(column[KIND], "person") == 0 ? CONTACTS_MATCH_PERSON : CONTACTS_MATCH_ORGANIZATION;
	fields->name = fold_text(column[NAME]);
	fields->first_name = fold_text(column[FIRST_NAME]);
	fields->last_name = fold_text(column[LAST_NAME]);
	fields->company = fold_text(column[COMPANY]);
	fields->title = fold_text(column[TITLE]);
	fields->website = keep_text(column[WEBSITE], strlen(column[WEBSITE]));
	fields->tax_id = keep_text(column[TAX_ID], strlen(column[TAX_ID]));
	fields->emails = read_mailbox(column[EMAIL], &fields->email[0]);
	fields->phones = read_number(column[PHONE], column[COUNTRY], &fields->phone[0]);
	fields->addresses = 1;
	fields->address[0] = (contacts_match_address) {
		fold_text(column[LINE1]), fold_text(column[CITY]), fold_text(column[POSTAL_CODE])};
	fields->identities = column[BIRTH_DATE][0] != '\0';
	fields->identity[0] = (contacts_match_identity) {1, keep_text(column[BIRTH_DATE], strlen(column[BIRTH_DATE]))};
}

#endif							/* CONTACTS_TEST_MATCH_DATA_H */
