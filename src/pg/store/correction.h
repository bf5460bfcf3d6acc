/*
 * correction.h
 *	  Whether what runs corrects rows: contacts are merged or taken apart, nothing has happened in the world.
 */
#ifndef CONTACTS_CORRECTION_H
#define CONTACTS_CORRECTION_H

#include "postgres.h"

typedef enum contacts_correction
{
	CONTACTS_NO_CORRECTION,
	CONTACTS_MERGES,
	CONTACTS_UNMERGES
} contacts_correction;

extern bool contacts_is_correction(void);
extern bool contacts_is_merge(void);
extern contacts_correction contacts_set_correction(contacts_correction kind);

#endif							/* CONTACTS_CORRECTION_H */
