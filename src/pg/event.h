/*
 * event.h
 *	  The journal of changes and its feed.
 */
#ifndef CONTACTS_EVENT_H
#define CONTACTS_EVENT_H

extern void contacts_event_define_settings(void);
extern bool contacts_load_is_silent(void);

#endif							/* CONTACTS_EVENT_H */
