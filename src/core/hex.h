/*
 * hex.h
 *		Hexadecimal digits.
 */
#ifndef CONTACTS_HEX_H
#define CONTACTS_HEX_H

/* Get the value of a hexadecimal digit, -1 for anything else. */
static inline int
contacts_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

#endif							/* CONTACTS_HEX_H */
