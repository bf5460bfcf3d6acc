/*
 * signed_context.h
 *	  The part of the context that a token vouches for.
 */
#ifndef CONTACTS_SIGNED_CONTEXT_H
#define CONTACTS_SIGNED_CONTEXT_H

#include "postgres.h"

typedef struct contacts_signed
{
	int64		organization_id;
	int64		user_id;		/* 0 for none */
	uint32		scopes;
} contacts_signed;

extern void contacts_signed_define_setting(void);
extern const contacts_signed *contacts_signed_context(void);
extern void contacts_sign_context(const contacts_signed *context);

#endif							/* CONTACTS_SIGNED_CONTEXT_H */
