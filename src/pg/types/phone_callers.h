/*
 * phone_callers.h
 *	  Under which numbers a caller may be stored.
 */
#ifndef CONTACTS_PHONE_CALLERS_H
#define CONTACTS_PHONE_CALLERS_H

#include "postgres.h"

/* numbers of one caller, at most */
#define CONTACTS_CALLER_NUMBERS 6

/* a number: as a value of type phone, and the range of values that has it with any extension or none */
typedef struct contacts_caller_number
{
	Datum		exact;
	Datum		from;
	Datum		beyond;
	bool		is_variant;		/* not what the text says, but what networks make of it */
	bool		is_possible;	/* can be stored */
} contacts_caller_number;

extern int	contacts_caller_numbers(text *value, const char *region, contacts_caller_number *numbers);

#endif							/* CONTACTS_PHONE_CALLERS_H */
