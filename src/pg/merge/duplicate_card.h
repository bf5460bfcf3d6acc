/*
 * duplicate_card.h
 *	  What is compared of a contact.
 */
#ifndef CONTACTS_DUPLICATE_CARD_H
#define CONTACTS_DUPLICATE_CARD_H

#include "postgres.h"

#include "core/match.h"
#include "fmgr.h"

extern void contacts_card_argument(FunctionCallInfo fcinfo, int arg, contacts_match_card *card);

#endif							/* CONTACTS_DUPLICATE_CARD_H */
