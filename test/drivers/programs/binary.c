/*
 * binary.c
 *	  libpq with binary parameters and results: a ulid is sixteen bytes, an e-mail address and a phone number are their text.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PGconn *conn;

static void
check(int good, const char *what)
{
	printf("%s - %s\n", good ? "ok" : "not ok", what);
}

/* Look up a type's number, so that parameters can be sent as that type. */
static Oid
type_of(const char *name)
{
	const char *values[] = {name};
	PGresult   *r = PQexecParams(conn, "SELECT $1::regtype::oid", 1, NULL, values, NULL, NULL, 0);

	return (Oid) strtoul(PQgetvalue(r, 0, 0), NULL, 10);
}

/* Run a statement with binary parameters and a binary result. */
static PGresult *
run(const char *sql, int n, const Oid *types, const char *const *values, const int *lengths)
{
	static const int binary[] = {1, 1, 1};

	return PQexecParams(conn, sql, n, types, values, lengths, binary, 1);
}

/* Check whether a plan uses an index. */
static int
uses(const char *index, const char *sql, Oid type, const char *value, int length)
{
	int			format = 1;
	PGresult   *r = PQexecParams(conn, sql, 1, &type, &value, &length, &format, 0);

	for (int i = 0; i < PQntuples(r); i++)
	{
		if (strstr(PQgetvalue(r, i, 0), index))
			return 1;
	}
	return 0;
}

/* Look a contact up by one column. */
static void
find(const char *column, Oid type, const char *value, int length)
{
	char		sql[200];
	PGresult   *r;

	snprintf(sql, sizeof(sql), "SELECT name FROM contacts.contact WHERE %s OPERATOR(contacts.=) $1", column);
	r = run(sql, 1, &type, &value, &length);
	snprintf(sql, sizeof(sql), "found by %s", column);
	check(PQntuples(r) == 1 && strcmp(PQgetvalue(r, 0, 0), "Row Pq") == 0, sql);
}

int
main(void)
{
	char		info[200];
	Oid			email;
	Oid			phone;
	Oid			ulid;
	PGresult   *r;
	const char *json = "\001{\"name\": \"Lib Pq\", \"email\": \"libpq@example.org\", \"phone\": \"(415) 555-9005\"}";
	const char *bad = "\001{\"name\": \"X\", \"email\": \"foo\"}";
	const char *row[] = {"Row Pq", "Row.Pq@Example.org", "+442079460022"};
	int			lengths[] = {6, 18, 13};
	Oid			types[3] = {25};
	Oid			jsonb = 3802;
	int			length = (int) strlen(json);
	char		uid[16];

	snprintf(info, sizeof(info), "host=%s user=driver", getenv("DRIVER_HOST"));
	conn = PQconnectdb(info);
	if (PQstatus(conn) != CONNECTION_OK)
	{
		fputs(PQerrorMessage(conn), stderr);
		return 1;
	}
	types[1] = email = type_of("contacts.email");
	types[2] = phone = type_of("contacts.phone");
	ulid = type_of("contacts.ulid");
	r = run("SELECT contacts.create_contact($1)->>'phone'", 1, &jsonb, &json, &length);
	check(strcmp(PQgetvalue(r, 0, 0), "+14155559005") == 0, "create_contact takes and answers JSON");
	r = run("INSERT INTO contacts.contact (name, email, phone) VALUES ($1, $2, $3) RETURNING uid, email, phone", 3, types, row, lengths);
	check(PQgetlength(r, 0, 0) == 16, "uid arrives as sixteen bytes");
	if (PQgetlength(r, 0, 0) != 16)
		return 1;
	memcpy(uid, PQgetvalue(r, 0, 0), 16);
	check(strcmp(PQgetvalue(r, 0, 1), "Row.Pq@example.org") == 0 && strcmp(PQgetvalue(r, 0, 2), "+442079460022") == 0,
		  "email and phone arrive as text");
	find("email", email, "row.pq@EXAMPLE.org", 18);
	find("phone", phone, row[2], 13);
	find("uid", ulid, uid, 16);
	check(uses("contact_email_idx", "EXPLAIN SELECT FROM contacts.contact WHERE email OPERATOR(contacts.=) $1", email, row[1], 18), "index on email");
	check(uses("contact_uid_key", "EXPLAIN SELECT FROM contacts.contact WHERE uid OPERATOR(contacts.=) $1", ulid, uid, 16), "index on uid");
	json = uid;
	length = 16;
	r = run("SELECT contacts.get_contact($1)->>'name'", 1, &ulid, &json, &length);
	check(strcmp(PQgetvalue(r, 0, 0), "Row Pq") == 0, "get_contact takes a ulid");
	length = (int) strlen(bad);
	r = run("SELECT contacts.create_contact($1)", 1, &jsonb, &bad, &length);
	check(strcmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "CT400") == 0 &&
		  strcmp(PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL), "[{\"field\": \"email\", \"message\": \"Invalid email format\"}]") == 0,
		  "SQLSTATE and DETAIL arrive");
	PQfinish(conn);
	return 0;
}
