// node-postgres: parameters are strings.
const { Client } = require('pg');

const check = (good, what) => console.log((good ? 'ok - ' : 'not ok - ') + what);

(async () => {
	const client = new Client({ host: process.env.DRIVER_HOST, port: process.env.PGPORT, user: 'driver', database: process.env.PGDATABASE });
	await client.connect();
	const one = async (sql, ...values) => (await client.query(sql, values)).rows;
	const uses = async (index, sql, value) => (await one('EXPLAIN ' + sql, value)).some((row) => row['QUERY PLAN'].includes(index));
	const [{ made }] = await one('SELECT contacts.create_contact($1) AS made', { name: 'No De', email: 'node@example.org', phone: '(415) 555-9002' });
	check(made.phone === '+14155559002', 'create_contact takes and answers JSON');
	const [row] = await one('INSERT INTO contacts.contact (name, email, phone) VALUES ($1, $2, $3) RETURNING uid, email, phone',
		'Row Node', 'Row.Node@Example.org', '+44 20 7946 0019');
	check(row.uid.length === 26, 'uid arrives as text');
	check(row.email === 'Row.Node@example.org' && row.phone === '+442079460019', 'email and phone arrive as text');
	for (const [column, value] of [['email', 'row.node@EXAMPLE.org'], ['phone', '+44 20 7946 0019'], ['uid', row.uid]]) {
		const found = await one(`SELECT name FROM contacts.contact WHERE ${column} OPERATOR(contacts.=) $1`, value);
		check(found.length === 1 && found[0].name === 'Row Node', `found by ${column}`);
	}
	check(await uses('contact_email_idx', 'SELECT FROM contacts.contact WHERE email OPERATOR(contacts.=) $1', 'row.node@example.org'), 'index on email');
	check(await uses('contact_uid_key', 'SELECT FROM contacts.contact WHERE uid OPERATOR(contacts.=) $1', row.uid), 'index on uid');
	const [{ got }] = await one('SELECT contacts.get_contact($1) AS got', row.uid);
	check(got.name === 'Row Node', 'get_contact takes a string');
	try {
		await one('SELECT contacts.create_contact($1)', { name: 'X', email: 'foo' });
	} catch (e) {
		check(e.code === 'CT400' && JSON.parse(e.detail)[0].message === 'Invalid email format', 'SQLSTATE and DETAIL arrive');
	}
	await client.end();
})();
