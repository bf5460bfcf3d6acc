/*
 * organization_settings.h
 *	  What an organization has set, kept per backend.
 */
#ifndef CONTACTS_ORGANIZATION_SETTINGS_H
#define CONTACTS_ORGANIZATION_SETTINGS_H

#include "postgres.h"

typedef struct contacts_settings
{
	int64		organization_id;	/* hash key; 0 where the organization does not exist */
	bool		email_required;
	bool		email_shared;	/* email_unique = 'none' */
	bool		email_unique_everywhere;	/* email_unique = 'all' */
	bool		primary_auto;
	bool		require_connection;
	bool		require_token;
	bool		family_first;	/* name_order = 'family' */
	int32		max_depth;
	NameData	default_region; /* empty for none */
	NameData	timezone;
	NameData	profile;		/* empty for the default */
} contacts_settings;

extern const contacts_settings *contacts_organization_settings(int64 organization_id);

#endif							/* CONTACTS_ORGANIZATION_SETTINGS_H */
