/*
 * person_name.h
 *	  Names of people and companies: trimming, normal form, parts.
 */
#ifndef CONTACTS_PERSON_NAME_H
#define CONTACTS_PERSON_NAME_H

#include "postgres.h"

extern text *contacts_tidy_text(text *value);
extern text *contacts_tidy_name(text *value);
extern text *contacts_join_names(text *first, text *last);
extern void contacts_split_name(text *name, text **first, text **last);

#endif							/* CONTACTS_PERSON_NAME_H */
