// JDBC: parameters are set by setString, which declares them as varchar.
import java.sql.*;

public class Strings {
	static void check(boolean good, String what) {
		System.out.println((good ? "ok - " : "not ok - ") + what);
	}

	static ResultSet run(Connection c, String sql, String... values) throws SQLException {
		PreparedStatement s = c.prepareStatement(sql);
		for (int i = 0; i < values.length; i++)
			s.setString(i + 1, values[i]);
		return s.executeQuery();
	}

	static boolean uses(Connection c, String index, String sql, String value) throws SQLException {
		boolean found = false;
		for (ResultSet r = run(c, "EXPLAIN " + sql, value); r.next();)
			found |= r.getString(1).contains(index);
		return found;
	}

	public static void main(String[] args) throws Exception {
		Connection c = DriverManager.getConnection("jdbc:postgresql://" + System.getenv("DRIVER_HOST") + ":" + System.getenv("PGPORT")
				+ "/" + System.getenv("PGDATABASE"), "driver", "");
		ResultSet r = run(c, "SELECT contacts.create_contact(?::jsonb)->>'phone'",
				"{\"name\": \"Ja Va\", \"email\": \"java@example.org\", \"phone\": \"(415) 555-9003\"}");
		r.next();
		check(r.getString(1).equals("+14155559003"), "create_contact takes and answers JSON");
		r = run(c, "INSERT INTO contacts.contact (name, email, phone) VALUES (?, ?, ?) RETURNING uid, email, phone",
				"Row Java", "Row.Java@Example.org", "+44 20 7946 0020");
		r.next();
		String uid = r.getString(1);
		check(uid.length() == 26, "uid arrives as text");
		check(r.getString(2).equals("Row.Java@example.org") && r.getString(3).equals("+442079460020"), "email and phone arrive as text");
		String[][] keys = {{"email", "row.java@EXAMPLE.org"}, {"phone", "+44 20 7946 0020"}, {"uid", uid}};
		for (String[] key : keys) {
			r = run(c, "SELECT name FROM contacts.contact WHERE " + key[0] + " OPERATOR(contacts.=) ?", key[1]);
			check(r.next() && r.getString(1).equals("Row Java") && !r.next(), "found by " + key[0]);
		}
		check(uses(c, "contact_email_idx", "SELECT FROM contacts.contact WHERE email OPERATOR(contacts.=) ?", "row.java@example.org"), "index on email");
		check(uses(c, "contact_uid_key", "SELECT FROM contacts.contact WHERE uid OPERATOR(contacts.=) ?", uid), "index on uid");
		r = run(c, "SELECT contacts.get_contact(?)->>'name'", uid);
		r.next();
		check(r.getString(1).equals("Row Java"), "get_contact takes a string");
		try {
			run(c, "SELECT contacts.create_contact(?::jsonb)", "{\"name\": \"X\", \"email\": \"foo\"}");
		} catch (SQLException e) {
			String detail = ((org.postgresql.util.PSQLException) e).getServerErrorMessage().getDetail();
			check(e.getSQLState().equals("CT400") && detail.equals("[{\"field\": \"email\", \"message\": \"Invalid email format\"}]"),
					"SQLSTATE and DETAIL arrive");
		}
	}
}
