/*
 * email_type.h
 *	  The e-mail type inside the server.
 */
#ifndef CONTACTS_EMAIL_TYPE_H
#define CONTACTS_EMAIL_TYPE_H

#include "postgres.h"

#include "core/email.h"

/*
 * Read the address that a text argument spells, without detoasting what is too
 * long to be one.  Allocates nothing that stays and cannot raise.
 */
extern contacts_email_status contacts_email_of_text(Datum arg, contacts_email *out, size_t *at);

/* Read an e-mail address; false where it is none. */
extern bool contacts_read_email_address(text *value, Datum *email);

#endif							/* CONTACTS_EMAIL_TYPE_H */
