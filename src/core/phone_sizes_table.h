/*
 * phone_sizes_table.h: sizes of the tables
 *
 * Made by tools/phone_tables.mjs from the metadata of libphonenumber 9.0.35
 * (npm google-libphonenumber 3.2.46); do not edit.  The data is licensed under
 * the Apache License 2.0, see NOTICE.
 */
#ifndef CONTACTS_PHONE_SIZES_TABLE_H
#define CONTACTS_PHONE_SIZES_TABLE_H

#define CONTACTS_PHONE_NODES 6592
#define CONTACTS_PHONE_LEAVES 2819
#define CONTACTS_PHONE_LEAF_LABELS 15844
#define CONTACTS_PHONE_LABELS 655
#define CONTACTS_PHONE_PREFIXES 31
#define CONTACTS_PHONE_CODES 215
#define CONTACTS_PHONE_REGIONS 254
#define CONTACTS_PHONE_TRANSFORMS 29
#define CONTACTS_PHONE_EXTENSION_LABELS 6
#define CONTACTS_PHONE_FORMATS 1447
#define CONTACTS_PHONE_FORMAT_GROUPS 220
#define CONTACTS_PHONE_TEMPLATES 47
#define CONTACTS_PHONE_EXAMPLES 7001
#define CONTACTS_PHONE_CHAR_KINDS 12
#define CONTACTS_PHONE_CHAR_RUNS 1583

#endif
