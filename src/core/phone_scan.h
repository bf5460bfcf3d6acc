/*
 * phone_scan.h
 *		Text of a telephone number as characters with their kinds.
 */
#ifndef CONTACTS_PHONE_SCAN_H
#define CONTACTS_PHONE_SCAN_H

#include "core/phone.h"
#include "core/phone_table.h"

/* A piece of the input, decoded */
typedef struct contacts_phone_scan
{
	int			len;
	uint32_t	chars[CONTACTS_PHONE_INPUT_MAX];
	uint16_t	kinds[CONTACTS_PHONE_INPUT_MAX];
} contacts_phone_scan;

/* An extension at the end of a text: where its label begins, its digits */
typedef struct contacts_phone_suffix
{
	int			start;			/* -1: there is none */
	int			digits;
	int			end;			/* after the last digit */
} contacts_phone_suffix;

extern contacts_phone_status contacts_phone_decode(const char *text, size_t len,
												   contacts_phone_scan *scan);
extern contacts_phone_status contacts_phone_find_number(contacts_phone_scan *scan);
extern bool contacts_phone_viable(const contacts_phone_scan *scan, int len,
								  contacts_phone_suffix *suffix);
extern int	contacts_phone_normalize(const contacts_phone_scan *scan, int from, int to,
									 uint8_t *digits);
extern size_t contacts_phone_encode(const contacts_phone_scan *scan, int from, int to, char *text);
extern int	contacts_phone_digit_value(uint32_t c);

#endif							/* CONTACTS_PHONE_SCAN_H */
