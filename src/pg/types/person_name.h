/*
 * person_name.h
 *	  Names of people and companies.
 */
#ifndef CONTACTS_PERSON_NAME_H
#define CONTACTS_PERSON_NAME_H

#include "postgres.h"

#include "core/name_parts.h"

/* the parts of a name, in the order in which English has them */
enum
{
	CONTACTS_PART_PREFIX,
	CONTACTS_PART_FIRST,
	CONTACTS_PART_MIDDLE,
	CONTACTS_PART_LAST,
	CONTACTS_PART_SUFFIX,
	CONTACTS_PARTS
};

extern text *contacts_tidy_text(text *value);
extern text *contacts_tidy_name(text *value);
extern void contacts_split_name(text *name, contacts_name_order order, text **parts);
extern text *contacts_compose_name(text *const *parts, contacts_name_order order, bool spaced);
extern contacts_name_order contacts_name_order_for(text *language, bool family_first);

#endif							/* CONTACTS_PERSON_NAME_H */
