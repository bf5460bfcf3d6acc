"""psycopg 3: parameters are strings."""
import json
import os
import psycopg


def check(good, what):
    print(("ok - " if good else "not ok - ") + what)


def uses(cur, index, sql, value):
    cur.execute("EXPLAIN " + sql, (value,))
    return any(index in row[0] for row in cur.fetchall())


with psycopg.connect(host=os.environ["DRIVER_HOST"], user="driver", dbname=os.environ["PGDATABASE"]) as conn:
    cur = conn.cursor()
    cur.execute("SELECT contacts.create_contact(%s)", (json.dumps({"name": "Py Thon", "email": "py@example.org", "phone": "(415) 555-9001"}),))
    made = cur.fetchone()[0]
    check(made["phone"] == "+14155559001", "create_contact takes and answers JSON")
    cur.execute("INSERT INTO contacts.contact (name, email, phone) VALUES (%s, %s, %s) RETURNING uid, email, phone",
                ("Row Py", "Row.Py@Example.org", "+44 20 7946 0018"))
    uid, email, phone = cur.fetchone()
    check(len(uid) == 26, "uid arrives as text")
    check((email, phone) == ("Row.Py@example.org", "+442079460018"), "email and phone arrive as text")
    for column, value in (("email", "row.py@EXAMPLE.org"), ("phone", "+44 20 7946 0018"), ("uid", uid)):
        cur.execute(f"SELECT name FROM contacts.contact WHERE {column} OPERATOR(contacts.=) %s", (value,))
        check(cur.fetchall() == [("Row Py",)], f"found by {column}")
    check(uses(cur, "contact_email_idx", "SELECT FROM contacts.contact WHERE email OPERATOR(contacts.=) %s", "row.py@example.org"), "index on email")
    check(uses(cur, "contact_uid_key", "SELECT FROM contacts.contact WHERE uid OPERATOR(contacts.=) %s", uid), "index on uid")
    cur.execute("SELECT contacts.get_contact(%s)", (uid,))
    check(cur.fetchone()[0]["name"] == "Row Py", "get_contact takes a string")
    try:
        cur.execute("SELECT contacts.create_contact(%s)", (json.dumps({"name": "X", "email": "foo"}),))
    except psycopg.Error as e:
        check(e.sqlstate == "CT400" and json.loads(e.diag.message_detail) == [{"field": "email", "message": "Invalid email format"}],
              "SQLSTATE and DETAIL arrive")
