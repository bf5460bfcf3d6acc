/*
 * guc.h
 *	  Settings that several files read.
 */
#ifndef CONTACTS_GUC_H
#define CONTACTS_GUC_H

extern int	contacts_max_metadata_bytes;

#endif							/* CONTACTS_GUC_H */
