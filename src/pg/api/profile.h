/*
 * profile.h
 *	  The systems whose shapes the operations speak.
 */
#ifndef CONTACTS_PROFILE_H
#define CONTACTS_PROFILE_H

#include "postgres.h"

/* the systems whose shapes we speak; the names are in api_profile.c */
typedef enum contacts_profile
{
	PROFILE_REVREC,
	PROFILE_THENA,
	PROFILE_NEXTIVA,
	PROFILE_DIRECTORY,
	PROFILES,
	PROFILE_INPUT = PROFILES	/* keys that are read only */
} contacts_profile;

extern void contacts_api_define_settings(void);
extern contacts_profile contacts_current_profile(void);
extern contacts_profile contacts_profile_argument(text *name);

#endif							/* CONTACTS_PROFILE_H */
