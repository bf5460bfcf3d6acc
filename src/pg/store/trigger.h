/*
 * trigger.h
 *	  What every trigger function of ours checks first.
 */
#ifndef CONTACTS_TRIGGER_H
#define CONTACTS_TRIGGER_H

#include "postgres.h"

#include "commands/trigger.h"

extern TriggerData *contacts_trigger_call(FunctionCallInfo fcinfo, const char *name);

#endif							/* CONTACTS_TRIGGER_H */
