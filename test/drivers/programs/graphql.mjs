// PostGraphile over the schema, with contacts on the search path: read, filter by e-mail, follow a relation.
import { createRequire } from 'node:module';
const require = createRequire(process.env.MODULES + '/');
const { createPostGraphileSchema, withPostGraphileContext } = require('postgraphile');
const { graphql } = require('graphql');
const { Pool } = require('pg');

let failed = 0;
function is(got, wanted, name) {
	const same = JSON.stringify(got) === JSON.stringify(wanted);
	failed += !same;
	console.log(`${same ? 'ok' : 'not ok'} - ${name}`);
	if (!same) console.log(`# got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

const pool = new Pool({ host: process.env.DRIVER_HOST, user: 'driver', options: '-c search_path=contacts,public' });
const schema = await createPostGraphileSchema(pool, ['contacts'], { ignoreRBAC: false, ignoreIndexes: true });

async function ask(source) {
	const answer = await withPostGraphileContext(
		{ pgPool: pool, pgDefaultRole: 'driver' },
		(contextValue) => graphql(schema, source, null, contextValue));
	if (answer.errors) console.log('# ' + answer.errors.map((e) => e.message).join('; '));
	return answer.data;
}

const all = await ask('{ allContacts(first: 2, orderBy: ID_ASC) { totalCount nodes { name uid } } }');
is(all?.allContacts?.nodes?.map((n) => n.name), ['Person 1', 'Person 2'], 'allContacts');
is(all?.allContacts?.totalCount > 1999, true, 'counts');
is(/^[0-9A-HJKMNP-TV-Z]{26}$/.test(all?.allContacts?.nodes?.[0]?.uid), true, 'a ulid is text');
const one = await ask('{ allContacts(condition: {email: "PERSON7@example.com"}) { nodes { name } } }');
is(one?.allContacts?.nodes, [{ name: 'Person 7' }], 'filter by e-mail');
const tree = await ask('{ allContacts(condition: {name: "Person 2"}) { nodes { name contactByOrganizationIdAndCompanyId { name } } } }');
is(tree?.allContacts?.nodes?.[0]?.contactByOrganizationIdAndCompanyId, { name: 'GraphQL Ltd' }, 'a relation');
await pool.end();
process.exit(failed ? 1 : 0);
