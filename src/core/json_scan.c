/*
 * json_scan.c
 *	  Reading the members of one JSON object (RFC 8259) in place, without allocation and without recursion.
 */
#include <string.h>

#include "core/hex.h"
#include "core/json_scan.h"

/* what is left of the text */
typedef struct scan
{
	char	   *at;
	char	   *end;
} scan;

/* Skip white space and look at the next byte; 0 at the end. */
static char
peek(scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r'))
		s->at++;
	return s->at < s->end ? *s->at : 0;
}

/* Take the next byte if it is the wanted one. */
static bool
take(scan *s, char c)
{
	if (peek(s) != c)
		return false;
	s->at++;
	return true;
}

/* Read four hexadecimal digits. */
static bool
read_hex4(scan *s, uint32_t *value)
{
	*value = 0;
	if (s->end - s->at < 4)
		return false;
	for (int i = 0; i < 4; i++)
	{
		int			digit = contacts_hex_value(*s->at++);

		if (digit < 0)
			return false;
		*value = *value * 16 + (uint32_t) digit;
	}
	return true;
}

/* Write a code point as UTF-8. */
static char *
put_utf8(char *out, uint32_t c)
{
	if (c < 0x80)
		*out++ = (char) c;
	else if (c < 0x800)
	{
		*out++ = (char) (0xc0 | c >> 6);
		*out++ = (char) (0x80 | (c & 0x3f));
	}
	else if (c < 0x10000)
	{
		*out++ = (char) (0xe0 | c >> 12);
		*out++ = (char) (0x80 | (c >> 6 & 0x3f));
		*out++ = (char) (0x80 | (c & 0x3f));
	}
	else
	{
		*out++ = (char) (0xf0 | c >> 18);
		*out++ = (char) (0x80 | (c >> 12 & 0x3f));
		*out++ = (char) (0x80 | (c >> 6 & 0x3f));
		*out++ = (char) (0x80 | (c & 0x3f));
	}
	return out;
}

/* Read what follows \u: a code point, in two halves above U+FFFF.  U+0000 is refused, as jsonb refuses it. */
static bool
read_unicode(scan *s, uint32_t *c)
{
	uint32_t	low;

	if (!read_hex4(s, c) || *c == 0 || (*c >= 0xdc00 && *c <= 0xdfff))
		return false;
	if (*c < 0xd800 || *c > 0xdbff)
		return true;
	if (s->end - s->at < 2 || s->at[0] != '\\' || s->at[1] != 'u')
		return false;
	s->at += 2;
	if (!read_hex4(s, &low) || low < 0xdc00 || low > 0xdfff)
		return false;
	*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

/* Read what follows a backslash. */
static bool
read_escape(scan *s, char **out)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	uint32_t	c;

	if (s->at == s->end || *s->at == '\0')
		return false;
	if (*s->at == 'u')
	{
		s->at++;
		if (!read_unicode(s, &c))
			return false;
		*out = put_utf8(*out, c);
		return true;
	}
	found = strchr(from, *s->at++);
	if (found == NULL)
		return false;
	*(*out)++ = to[found - from];
	return true;
}

/* Read a string and unescape it where it stands: no escape is shorter than what it means. */
static bool
read_string(scan *s, contacts_slice *value)
{
	char	   *out;

	if (!take(s, '"'))
		return false;
	value->data = out = s->at;
	while (s->at < s->end && *s->at != '"')
	{
		unsigned char c = (unsigned char) *s->at++;

		if (c < 0x20)
			return false;
		if (c != '\\')
			*out++ = (char) c;
		else if (!read_escape(s, &out))
			return false;
	}
	value->len = (size_t) (out - value->data);
	return take(s, '"');
}

/* Skip digits; false where there is none. */
static bool
skip_digits(scan *s)
{
	char	   *start = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > start;
}

/* Skip a number. */
static bool
skip_number(scan *s)
{
	bool		zero;

	if (s->at < s->end && *s->at == '-')
		s->at++;
	zero = s->at < s->end && *s->at == '0';
	if (zero)
		s->at++;
	else if (!skip_digits(s))
		return false;
	if (s->at < s->end && *s->at == '.')
	{
		s->at++;
		if (!skip_digits(s))
			return false;
	}
	if (s->at < s->end && (*s->at | 0x20) == 'e')
	{
		s->at++;
		if (s->at < s->end && (*s->at == '+' || *s->at == '-'))
			s->at++;
		return skip_digits(s);
	}
	return true;
}

/* Skip true, false or null. */
static bool
skip_literal(scan *s)
{
	static const char *const words[] = {"true", "false", "null"};

	for (int i = 0; i < 3; i++)
	{
		size_t		len = strlen(words[i]);

		if ((size_t) (s->end - s->at) >= len && memcmp(s->at, words[i], len) == 0)
		{
			s->at += len;
			return true;
		}
	}
	return false;
}

/* Skip a string without changing it. */
static bool
skip_string(scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->at < s->end && *s->at != '"')
	{
		if ((unsigned char) *s->at < 0x20)
			return false;
		if (*s->at == '\\')
			s->at++;
		if (s->at < s->end)
			s->at++;
	}
	return take(s, '"');
}

/* Skip a string, number or literal. */
static bool
skip_scalar(scan *s)
{
	char		c = peek(s);

	if (c == '"')
		return skip_string(s);
	return c == '-' || (c >= '0' && c <= '9') ? skip_number(s) : skip_literal(s);
}

/* Skip the name of a member and its colon. */
static bool
skip_name(scan *s)
{
	return skip_string(s) && take(s, ':');
}

/* Skip what stands after a value, as far as the next one; *depth is 0 when the outermost value is over. */
static bool
skip_after(scan *s, uint64_t objects, int *depth)
{
	while (*depth > 0)
	{
		bool		object = (objects >> (*depth - 1) & 1) != 0;

		if (take(s, ','))
			return !object || skip_name(s);
		if (!take(s, object ? '}' : ']'))
			return false;
		(*depth)--;
	}
	return true;
}

/* Skip an object or array: bit n of objects tells what the level n is. */
static bool
skip_nested(scan *s)
{
	uint64_t	objects = 0;
	int			depth = 0;

	do
	{
		char		c = peek(s);

		if (c == '{' || c == '[')
		{
			if (depth == CONTACTS_JWT_MAX_DEPTH)
				return false;
			objects = (objects & ~(UINT64_C(1) << depth)) | (uint64_t) (c == '{') << depth;
			depth++;
			s->at++;
			if (peek(s) != (c == '{' ? '}' : ']'))
			{
				if (c == '{' && !skip_name(s))
					return false;
				continue;
			}
		}
		else if (!skip_scalar(s))
			return false;
		if (!skip_after(s, objects, &depth))
			return false;
	} while (depth > 0);
	return true;
}

/* Read the value of a member. */
static bool
read_value(scan *s, contacts_json_member *member)
{
	char		c = peek(s);

	if (c == '"')
	{
		member->type = CONTACTS_JSON_STRING;
		return read_string(s, &member->value);
	}
	member->value.data = s->at;
	if (c == '-' || (c >= '0' && c <= '9'))
		member->type = CONTACTS_JSON_NUMBER;
	else
		member->type = c == '[' ? CONTACTS_JSON_ARRAY : CONTACTS_JSON_OTHER;
	if (!skip_nested(s))
		return false;
	member->value.len = (size_t) (s->at - member->value.data);
	return true;
}

/* Check whether a name was there before. */
static bool
is_duplicate(const contacts_json_member *members, int count, contacts_slice key)
{
	for (int i = 0; i < count; i++)
	{
		if (members[i].key.len == key.len && memcmp(members[i].key.data, key.data, key.len) == 0)
			return true;
	}
	return false;
}

contacts_jwt_status
contacts_json_members(char *text, size_t len, contacts_json_member *members, int max, int *count)
{
	scan		s = {text, text + len};

	*count = 0;
	if (!take(&s, '{'))
		return CONTACTS_JWT_BAD_JSON;
	if (!take(&s, '}'))
	{
		do
		{
			contacts_json_member *member = &members[*count];

			if (*count == max)
				return CONTACTS_JWT_TOO_MANY;
			if (!read_string(&s, &member->key) || !take(&s, ':') || !read_value(&s, member))
				return CONTACTS_JWT_BAD_JSON;
			if (is_duplicate(members, (*count)++, member->key))
				return CONTACTS_JWT_DUPLICATE;
		} while (take(&s, ','));
		if (!take(&s, '}'))
			return CONTACTS_JWT_BAD_JSON;
	}
	(void) peek(&s);
	return s.at == s.end ? CONTACTS_JWT_OK : CONTACTS_JWT_BAD_JSON;
}

bool
contacts_json_array_to_list(contacts_slice *array, char separator)
{
	char	   *out = (char *) array->data;
	scan		s = {out, out + array->len};
	contacts_slice element;

	if (!take(&s, '['))
		return false;
	if (!take(&s, ']'))
	{
		do
		{
			if (!read_string(&s, &element) || memchr(element.data, separator, element.len))
				return false;
			memmove(out, element.data, element.len);
			out += element.len;
			*out++ = separator;
		} while (take(&s, ','));
		if (!take(&s, ']'))
			return false;
	}
	array->len = (size_t) (out - array->data);
	return true;
}
