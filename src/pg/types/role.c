/*
 * role.c
 *	  The roles of people at companies, by the words that people use for them.
 */
#include "pg/compat.h"

#include "pg/types/role.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(contacts_role_of_sql);

/* longest name of a role, folded */
#define LONGEST 64

/* what each role is called: its own name, the words of the documents, what it is asked for; one blank between words */
static const struct
{
	const char *role;
	const char *words;
}			roles[] = {
	{"PRIMARY", "primary"}, {"PRIMARY", "primary contact"}, {"PRIMARY", "main contact"}, {"PRIMARY", "decision"},
	{"PRIMARY", "decision maker"}, {"PRIMARY", "main decision maker"},
	{"BILLING", "billing"}, {"BILLING", "billing contact"}, {"BILLING", "finance"}, {"BILLING", "financial matter"},
	{"BILLING", "invoice"},
	{"TECHNICAL", "technical"}, {"TECHNICAL", "technical contact"}, {"TECHNICAL", "support"},
	{"TECHNICAL", "implementation"}, {"TECHNICAL", "implementation and support"},
	{"LEGAL", "legal"}, {"LEGAL", "legal contact"}, {"LEGAL", "contract"},
	{"EXECUTIVE", "executive"}, {"EXECUTIVE", "executive sponsor"}, {"EXECUTIVE", "executive contact"},
	{"EXECUTIVE", "sponsor"}, {"EXECUTIVE", "strategy"}, {"EXECUTIVE", "strategic relationship"},
	{"DEPARTMENT_HEAD", "department head"}, {"DEPARTMENT_HEAD", "head of department"},
	{"TEAM_MANAGER", "team manager"},
	{"PROJECT_LEAD", "project lead"}, {"PROJECT_LEAD", "project leader"},
	{"SME", "sme"}, {"SME", "subject matter expert"}, {"SME", "expert"},
	{"OTHER", "other"},
};

/* Fold words: lower case, one blank for all that is no letter, no plural. */
static bool
fold_words(const char *words, size_t len, char *out)
{
	size_t		n = 0;

	for (size_t i = 0; i < len; i++)
	{
		char		c = pg_ascii_tolower((unsigned char) words[i]);
		bool		separates = c == ' ' || c == '_' || c == '-' || c == '\t';

		if (separates && (n == 0 || out[n - 1] == ' '))
			continue;
		if (n == LONGEST)
			return false;
		out[n++] = separates ? ' ' : c;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	if (n > 1 && out[n - 1] == 's')
		n--;
	out[n] = '\0';
	return n > 0;
}

/* Find the role that words mean; NULL for none. */
const char *
contacts_role_of(const char *words, size_t len)
{
	char		folded[LONGEST + 1];

	if (!fold_words(words, len, folded))
		return NULL;
	for (int i = 0; i < lengthof(roles); i++)
	{
		if (strcmp(roles[i].words, folded) == 0)
			return roles[i].role;
	}
	return NULL;
}

/* role_of(text) */
Datum
contacts_role_of_sql(PG_FUNCTION_ARGS)
{
	text	   *words = PG_GETARG_TEXT_PP(0);
	const char *role = contacts_role_of(VARDATA_ANY(words), VARSIZE_ANY_EXHDR(words));

	if (role == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(role));
}
