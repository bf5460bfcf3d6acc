/*
 * phone.h
 *		Telephone numbers with the answers of libphonenumber 9.0.35.
 *
 * Parsing, classification and formatting from generated tables: no regular
 * expressions, no allocation, no locale, linear time.  Text is UTF-8.  Two
 * levels:
 *
 * - contacts_phone_parse() and the functions on its result answer as the
 *   library does, one by one;
 * - contacts_phone_read() is what the type accepts: a number that the library
 *   calls possible, brought to the fixed point of parsing, so that the text
 *   form of a value always reads back as the same value (the library's own
 *   E.164 form does not always).
 *
 * Source of the rules: Google's C++ libphonenumber 9.0.35 and its metadata.
 */
#ifndef CONTACTS_PHONE_H
#define CONTACTS_PHONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits: characters of an input, digits of a national number and extension */
#define CONTACTS_PHONE_INPUT_MAX	250
#define CONTACTS_PHONE_NSN_MAX		17
#define CONTACTS_PHONE_EXT_MAX		20

/* Bytes of an input that can still have CONTACTS_PHONE_INPUT_MAX characters */
#define CONTACTS_PHONE_INPUT_BYTES	(4 * CONTACTS_PHONE_INPUT_MAX)

/* Digits of the longest number, calling code included */
#define CONTACTS_PHONE_PREFIX_MAX	(3 + CONTACTS_PHONE_NSN_MAX)

/* Bytes that hold any text form, and any format, without a terminator */
#define CONTACTS_PHONE_TEXT_MAX		112
#define CONTACTS_PHONE_FORMAT_MAX	160

/* Other numbers of one telephone, at most; digits that make a searched text a number */
#define CONTACTS_PHONE_VARIANTS		2
#define CONTACTS_PHONE_TYPED_MIN	5

/* No default region: only international numbers can be read */
#define CONTACTS_PHONE_NO_REGION	(-1)

/*
 * Why a text is no number that can be dialled; the library's names, of its
 * ErrorType and its ValidationResult.
 */
typedef enum contacts_phone_status
{
	CONTACTS_PHONE_OK,
	CONTACTS_PHONE_INVALID_COUNTRY_CODE,
	CONTACTS_PHONE_NOT_A_NUMBER,
	CONTACTS_PHONE_TOO_SHORT_AFTER_IDD,
	CONTACTS_PHONE_TOO_SHORT_NSN,
	CONTACTS_PHONE_TOO_LONG,
	CONTACTS_PHONE_IS_POSSIBLE_LOCAL_ONLY,
	CONTACTS_PHONE_TOO_SHORT,
	CONTACTS_PHONE_INVALID_LENGTH
} contacts_phone_status;

/* The library's PhoneNumberType */
typedef enum contacts_phone_type
{
	CONTACTS_PHONE_UNKNOWN,
	CONTACTS_PHONE_PREMIUM_RATE,
	CONTACTS_PHONE_TOLL_FREE,
	CONTACTS_PHONE_SHARED_COST,
	CONTACTS_PHONE_VOIP,
	CONTACTS_PHONE_PERSONAL_NUMBER,
	CONTACTS_PHONE_PAGER,
	CONTACTS_PHONE_UAN,
	CONTACTS_PHONE_VOICEMAIL,
	CONTACTS_PHONE_FIXED_LINE,
	CONTACTS_PHONE_MOBILE,
	CONTACTS_PHONE_FIXED_LINE_OR_MOBILE
} contacts_phone_type;

typedef enum contacts_phone_style
{
	CONTACTS_PHONE_E164,
	CONTACTS_PHONE_INTERNATIONAL,
	CONTACTS_PHONE_NATIONAL,
	CONTACTS_PHONE_RFC3966
} contacts_phone_style;

/* A number.  The extension keeps its digits as written, of whatever script. */
typedef struct contacts_phone
{
	uint8_t		code;			/* index of the calling code, see contacts_phone_calling_code() */
	uint8_t		nsn_len;		/* 2 to CONTACTS_PHONE_NSN_MAX */
	uint8_t		ext_len;		/* bytes, 0: no extension */
	uint8_t		nsn[CONTACTS_PHONE_NSN_MAX];	/* values 0 to 9, with leading zeros */
	char		ext[4 * CONTACTS_PHONE_EXT_MAX];	/* UTF-8 */
} contacts_phone;

/* phone_scan.c, phone_parse.c */
extern contacts_phone_status contacts_phone_parse(const char *text, size_t len, int region,
												  contacts_phone *phone);
extern contacts_phone_status contacts_phone_possible(const contacts_phone *phone);
extern contacts_phone_status contacts_phone_accept(contacts_phone *phone);
extern contacts_phone_status contacts_phone_read(const char *text, size_t len, int region,
												 contacts_phone *phone);
extern int	contacts_phone_read_prefix(const char *text, size_t len, char *digits);

/* phone_variants.c; out has CONTACTS_PHONE_INPUT_MAX + 1 bytes */
extern int	contacts_phone_variants(const contacts_phone *phone, contacts_phone *variants);
extern size_t contacts_phone_read_digits(const char *text, size_t len, char *out);

/* phone_classify.c */
extern const char *contacts_phone_reason(contacts_phone_status status);
extern contacts_phone_type contacts_phone_get_type(const contacts_phone *phone);
extern int	contacts_phone_calling_code(const contacts_phone *phone);
extern int	contacts_phone_get_region(const contacts_phone *phone);
extern const char *contacts_phone_type_name(contacts_phone_type type);
extern bool contacts_phone_find_type(const char *name, size_t len, contacts_phone_type *type);
extern bool contacts_phone_find_region(const char *name, size_t len, int *region);
extern int	contacts_phone_region_name(int region, char *name);
extern bool contacts_phone_example(int region, contacts_phone_type type, contacts_phone *phone);

/* phone_format.c */
extern size_t contacts_phone_print(const contacts_phone *phone, char *text);
extern bool contacts_phone_load(const char *text, size_t len, contacts_phone *phone);
extern size_t contacts_phone_format(const contacts_phone *phone, contacts_phone_style style,
									char *text);
extern bool contacts_phone_find_style(const char *name, size_t len, contacts_phone_style *style);

#endif							/* CONTACTS_PHONE_H */
