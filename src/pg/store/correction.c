/*
 * correction.c
 *	  Whether what runs corrects rows: contacts are merged or taken apart, nothing has happened in the world.
 *
 * A person who gets the company that his company was merged into has not moved, and a contact that goes into another
 * one is not purged.  The rules ask here.  Only C code that checked the caller's scopes sets it, and takes it back also
 * when an error is thrown.
 */
#include "pg/compat.h"

#include "pg/store/correction.h"

static contacts_correction current = CONTACTS_NO_CORRECTION;

/* Check whether what runs is a correction. */
bool
contacts_is_correction(void)
{
	return current != CONTACTS_NO_CORRECTION;
}

/* Check whether what runs is a merge. */
bool
contacts_is_merge(void)
{
	return current == CONTACTS_MERGES;
}

/* Begin or end a correction; returns what was before. */
contacts_correction
contacts_set_correction(contacts_correction kind)
{
	contacts_correction before = current;

	current = kind;
	return before;
}
