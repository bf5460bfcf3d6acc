/*
 * white_space.h
 *	  White space in the database's encoding.
 */
#ifndef CONTACTS_WHITE_SPACE_H
#define CONTACTS_WHITE_SPACE_H

#include "postgres.h"

extern int	contacts_white_space_at(const char *s);
extern int	contacts_white_space_before(const char *start, const char *end);
extern bool contacts_is_blank(const char *s, int len);

#endif							/* CONTACTS_WHITE_SPACE_H */
