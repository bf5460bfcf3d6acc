/*
 * phone_extension.c
 *		Find the extension at the end of a number, and tell whether the rest is one.
 *
 * libphonenumber does this with one regular expression of six alternatives that
 * all end with digits at the end of the text.  Read backwards from there, each
 * alternative has one way to match, so the scan is linear.
 */
#include "core/phone_scan.h"

#define IS(scan, i, what) (((scan)->kinds[i] & CONTACTS_PHONE_##what) != 0)

/* characters of the body of a number, without and with letters */
#define BODY		(CONTACTS_PHONE_PUNCT | CONTACTS_PHONE_EXTRA | CONTACTS_PHONE_DIGIT)
#define LETTERED	(BODY | CONTACTS_PHONE_ALPHA)

/* characters before and after an extension's label */
#define BEFORE		(CONTACTS_PHONE_BLANK | CONTACTS_PHONE_COMMA)
#define AFTER		(BEFORE | CONTACTS_PHONE_HYPHEN)

/* How many digits may follow what */
#define MAX_EXPLICIT	CONTACTS_PHONE_EXT_MAX
#define MAX_PAUSE		15
#define MAX_AMBIGUOUS	9
#define MAX_NUMBER_SIGN	6

/* Lower-case the letters that occur in labels of extensions, as ICU folds them. */
static uint32_t
fold(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c | 0x20;
	if (c < 128)
		return c;
	if (c == 0x17f)				/* long s */
		return 's';
	if (c == 0xd3)				/* O with acute */
		return 0xf3;
	if (c >= 0xff21 && c <= 0xff3a) /* wide letters */
		return c + 0x20;
	if (c >= 0x410 && c <= 0x42f)	/* Cyrillic */
		return c + 0x20;
	if (c == 0x1c81)			/* long-legged de */
		return 0x434;
	if (c == 0x1c82)			/* narrow o */
		return 0x43e;
	return c;
}

/* If word stands right before at, return where it begins, else -1. */
static int
word_before(const contacts_phone_scan *scan, int at, const uint32_t *word, int size)
{
	if (at < size)
		return -1;
	for (int i = 0; i < size; i++)
		if (fold(scan->chars[at - size + i]) != word[i])
			return -1;
	return at - size;
}

/* The same for an optional character: return where it begins, or at. */
static int
optional_before(const contacts_phone_scan *scan, int at, uint32_t c)
{
	return at > 0 && fold(scan->chars[at - 1]) == c ? at - 1 : at;
}

/* Return where the run of characters of some kinds begins that ends at at. */
static int
run_before(const contacts_phone_scan *scan, int at, uint16_t kinds)
{
	while (at > 0 && (scan->kinds[at - 1] & kinds))
		at--;
	return at;
}

/* a word and its length */
#define WORD(word) word, (int) (sizeof(word) / sizeof(word[0]))

static const uint32_t word_xt[] = {'x', 't'};
static const uint32_t word_xtensio[] = {'x', 't', 'e', 'n', 's', 'i', 'o'};
static const uint32_t word_xtensio_accent[] = {'x', 't', 'e', 'n', 's', 'i', 'o', 0x301};
static const uint32_t word_xtensio_acute[] = {'x', 't', 'e', 'n', 's', 'i', 0xf3};
static const uint32_t word_wide_xt[] = {0xff58, 0xff54};
static const uint32_t word_dob[] = {0x434, 0x43e, 0x431};
static const uint32_t word_anexo[] = {'a', 'n', 'e', 'x', 'o'};
static const uint32_t word_int[] = {'i', 'n', 't'};
static const uint32_t word_wide_int[] = {0xff49, 0xff4e, 0xff54};
static const uint32_t word_ext_parameter[] = {';', 'e', 'x', 't', '='};

/* Return where an explicit label ("ext", "extension", "anexo" …) begins that ends at at, or -1. */
static int
explicit_label(const contacts_phone_scan *scan, int at)
{
	int			without_n = optional_before(scan, at, 'n');
	int			start;

	if ((start = word_before(scan, without_n, WORD(word_xt))) >= 0 ||
		(start = word_before(scan, without_n, WORD(word_xtensio))) >= 0 ||
		(start = word_before(scan, without_n, WORD(word_xtensio_accent))) >= 0 ||
		(start = word_before(scan, without_n, WORD(word_xtensio_acute))) >= 0)
		return optional_before(scan, start, 'e');
	start = word_before(scan, optional_before(scan, at, 0xff4e), WORD(word_wide_xt));
	if (start >= 0)
		return optional_before(scan, start, 0xff45);
	if ((start = word_before(scan, at, WORD(word_dob))) >= 0)
		return start;
	return word_before(scan, at, WORD(word_anexo));
}

/* Return where an ambiguous label ("x", "#", "int" …) begins that ends at at, or -1. */
static int
ambiguous_label(const contacts_phone_scan *scan, int at)
{
	int			start;

	if (at > 0)
	{
		uint32_t	c = fold(scan->chars[at - 1]);

		if (c == 'x' || c == 0xff58 || c == '#' || c == 0xff03 || c == '~' || c == 0xff5e)
			return at - 1;
	}
	if ((start = word_before(scan, at, WORD(word_int))) >= 0)
		return start;
	return word_before(scan, at, WORD(word_wide_int));
}

/* Return the leftmost position, -1 being none. */
static int
leftmost(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Return where ",," or ";" begins whose gap to the digits is gap..digits, after a colon at colon; or -1. */
static int
long_pause(const contacts_phone_scan *scan, int colon, int gap, int digits)
{
	if (colon > 0 && scan->chars[colon - 1] == ';')
		return colon - 1;
	if (colon < gap && colon > 1 && IS(scan, colon - 1, COMMA) && IS(scan, colon - 2, COMMA))
		return colon - 2;
	for (int i = gap; i + 1 < digits; i++)
		if (IS(scan, i, COMMA) && IS(scan, i + 1, COMMA))
			return i;
	return -1;
}

/* The same for commas alone. */
static int
short_pause(const contacts_phone_scan *scan, int colon, int gap, int digits)
{
	if (colon < gap && colon > 0 && IS(scan, colon - 1, COMMA))
		return run_before(scan, colon, CONTACTS_PHONE_COMMA);
	for (int i = gap; i < digits; i++)
		if (IS(scan, i, COMMA))
			return i;
	return -1;
}

/* Return where hyphens and spaces begin that end at at, as in "- 503#"; or -1. */
static int
hyphens_before(const contacts_phone_scan *scan, int at)
{
	int			start = at;

	while (start > 0 && (scan->chars[start - 1] == '-' || scan->chars[start - 1] == ' '))
		start--;
	return start < at ? start : -1;
}

/* Find the extension at the end of the first len characters. */
static contacts_phone_suffix
find_extension(const contacts_phone_scan *scan, int len)
{
	contacts_phone_suffix suffix = {-1, 0, len};
	bool		number_sign = len > 0 && scan->chars[len - 1] == '#';
	int			size;
	int			gap;
	int			colon;
	int			label;

	suffix.end = len - number_sign;
	suffix.digits = run_before(scan, suffix.end, CONTACTS_PHONE_DIGIT);
	size = suffix.end - suffix.digits;
	if (size == 0 || size > CONTACTS_PHONE_EXT_MAX || suffix.digits == 0)
		return suffix;

	if (!number_sign)
		suffix.start = word_before(scan, suffix.digits, WORD(word_ext_parameter));
	else if (size <= MAX_NUMBER_SIGN)
		suffix.start = hyphens_before(scan, suffix.digits);

	/* label, colon, gap, digits */
	gap = run_before(scan, suffix.digits, AFTER);
	colon = gap > 0 && IS(scan, gap - 1, COLON) ? gap - 1 : gap;
	label = -1;
	if (colon > 0 && !IS(scan, colon - 1, DIGIT))	/* most numbers have a digit there */
	{
		label = explicit_label(scan, colon);
		if (label < 0 && size <= MAX_AMBIGUOUS)
			label = ambiguous_label(scan, colon);
	}
	if (label >= 0)
		suffix.start = leftmost(suffix.start, run_before(scan, label, BEFORE));
	if (size <= MAX_PAUSE && (label = long_pause(scan, colon, gap, suffix.digits)) >= 0)
		suffix.start = leftmost(suffix.start, run_before(scan, label, CONTACTS_PHONE_BLANK));
	if (size <= MAX_AMBIGUOUS && (label = short_pause(scan, colon, gap, suffix.digits)) >= 0)
		suffix.start = leftmost(suffix.start, run_before(scan, label, CONTACTS_PHONE_BLANK));
	return suffix;
}

/*
 * Can the first len characters be a number: plus signs, three digits among
 * punctuation, then letters too, and perhaps an extension?  Two digits alone
 * can.  Tells where the extension is.
 */
bool
contacts_phone_viable(const contacts_phone_scan *scan, int len, contacts_phone_suffix *suffix)
{
	int			at = 0;
	int			digits = 0;
	int			third;

	*suffix = find_extension(scan, len);
	if (len == 2 && IS(scan, 0, DIGIT) && IS(scan, 1, DIGIT))
		return true;
	while (at < len && IS(scan, at, PLUS))
		at++;
	while (at < len && digits < 3 && (scan->kinds[at] & BODY))
		digits += IS(scan, at++, DIGIT);
	if (digits < 3)
		return false;
	third = at;
	while (at < len && (scan->kinds[at] & LETTERED))
		at++;

	/* the extension is the rest, and none of its digits is one of the three */
	return at == len || (suffix->start >= third && suffix->start <= at);
}
