#!/usr/bin/env node
/*
 * phone_tables.mjs: make the tables of src/core/phone from libphonenumber's metadata
 *
 *	usage: node tools/phone_tables.mjs SOURCE OUTDIR
 *
 * SOURCE is dist/libphonenumber.js of the npm package google-libphonenumber
 * 3.2.46, which carries the metadata 9.0.35 in full ("npm pack" it and unpack
 * it anywhere).  Writes phone_number_table.c, phone_unicode_table.c and
 * phone_sizes_table.h into OUTDIR (src/core).  The output depends on nothing
 * but SOURCE and tools/phone_unicode.txt; "make check-generated" compares it
 * with what is checked in.
 *
 * The national patterns of libphonenumber are finite and use neither captures
 * nor assertions, so all that the library asks them about one calling code
 * (region, type, general pattern of every region, which format) is one function
 * of the digits: one automaton per calling code whose states carry the answer
 * as a label.  A state from which only the number of remaining digits matters
 * becomes a leaf, a vector of labels.  Nodes and leaves are shared among all
 * codes.  National and international prefixes (leftmost alternative first,
 * captures, "$") become automata of the same kind by following the ordered
 * list of backtracking threads; their labels say how far the match reaches.
 */
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

/* pb-lite field numbers of phonemetadata.proto */
const GENERAL = 1, ID = 9, COUNTRY_CODE = 10, INTL_PREFIX = 11, EXTN_PREFIX = 13;
const PREFIX_FOR_PARSING = 15, TRANSFORM = 16, SAME_PATTERN = 18;
const FORMATS = 19, INTL_FORMATS = 20, LEADING_DIGITS = 23;
const DESC_PATTERN = 2, DESC_EXAMPLE = 6, DESC_LENGTHS = 9, DESC_LOCAL = 10;
const FMT_PATTERN = 1, FMT_FORMAT = 2, FMT_LEADING = 3, FMT_RULE = 4;

/* types in the order of enum contacts_phone_type, 0 is UNKNOWN; field and place in the order of tests */
const FIXED_LINE = 9, MOBILE = 10, FIXED_LINE_OR_MOBILE = 11;
const TYPES = [['PREMIUM_RATE', 5], ['TOLL_FREE', 4], ['SHARED_COST', 6], ['VOIP', 8],
	['PERSONAL_NUMBER', 7], ['PAGER', 21], ['UAN', 25], ['VOICEMAIL', 28],
	['FIXED_LINE', 2], ['MOBILE', 3]];
const MAX_NSN = 17;
const NO_REGION = 0xff;

function fail(message)
{
	console.error(`phone_tables: ${message}`);
	process.exit(1);
}

function assert(condition, message)
{
	if (!condition)
		fail(message);
}

/* ---- source ---- */

/* Evaluate the object literal that is assigned to name. */
function read_literal(text, name)
{
	const head = `i18n.phonenumbers.metadata.${name}=`;
	const start = text.indexOf(head);

	assert(start >= 0, `no ${name} in the source`);
	let at = start + head.length, depth = 0, quote = false;
	const first = at;
	for (;; at++)
	{
		const c = text[at];

		if (quote)
		{
			if (c === '\\')
				at++;
			else if (c === '"')
				quote = false;
		}
		else if (c === '"')
			quote = true;
		else if (c === '{' || c === '[')
			depth++;
		else if ((c === '}' || c === ']') && --depth === 0)
			break;
	}
	return vm.runInNewContext(`(${text.slice(first, at + 1)})`);
}

/* ---- patterns: parse into a backtracking program, follow its threads ---- */

/* Compile a pattern into instructions: chars (mask), split (first, second), save, end, match. */
function compile(pattern)
{
	let at = 0, groups = 0;
	const prog = [];

	function parse_alternatives()
	{
		const list = [parse_sequence()];

		while (pattern[at] === '|')
		{
			at++;
			list.push(parse_sequence());
		}
		return list.length === 1 ? list[0] : { kind: 'alt', list };
	}
	function parse_sequence()
	{
		const list = [];

		while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')')
			list.push(parse_quantified());
		return { kind: 'seq', list };
	}
	function parse_quantified()
	{
		const item = parse_atom();

		if (pattern[at] === '?')
		{
			at++;
			return { kind: 'repeat', item, min: 0, max: 1 };
		}
		const m = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at));
		if (m)
		{
			at += m[0].length;
			return { kind: 'repeat', item, min: +m[1], max: +(m[2] ?? m[1]) };
		}
		return item;
	}
	function parse_atom()
	{
		const c = pattern[at++];

		if (c >= '0' && c <= '9')
			return { kind: 'chars', mask: 1 << c };
		if (c === '\\' && pattern[at] === 'd')
		{
			at++;
			return { kind: 'chars', mask: 0x3ff };
		}
		if (c === '$')
			return { kind: 'end' };
		if (c === '[')
			return parse_class();
		assert(c === '(', `unexpected "${c}" in ${pattern}`);
		let group = 0;
		if (pattern.startsWith('?:', at))
			at += 2;
		else
			group = ++groups;
		const item = parse_alternatives();
		assert(pattern[at++] === ')', `no ")" in ${pattern}`);
		return group ? { kind: 'group', group, item } : item;
	}
	function parse_class()
	{
		let mask = 0;

		while (pattern[at] !== ']')
		{
			const from = pattern[at++];
			let to = from;

			if (pattern[at] === '-')
			{
				to = pattern[at + 1];
				at += 2;
			}
			assert(/\d/.test(from) && /\d/.test(to), `class of ${pattern}`);
			for (let d = +from; d <= +to; d++)
				mask |= 1 << d;
		}
		at++;
		return { kind: 'chars', mask };
	}
	function emit(node)
	{
		if (node.kind === 'chars' || node.kind === 'end')
			prog.push({ op: node.kind, mask: node.mask });
		else if (node.kind === 'seq')
			node.list.forEach(emit);
		else if (node.kind === 'group')
		{
			prog.push({ op: 'save', slot: node.group * 2 });
			emit(node.item);
			prog.push({ op: 'save', slot: node.group * 2 + 1 });
		}
		else if (node.kind === 'alt')
			emit_alternatives(node.list);
		else
			emit_repeat(node);
	}
	function emit_alternatives(list)
	{
		const jumps = [];

		list.forEach((item, i) => {
			const last = i === list.length - 1;
			const split = last ? null : prog.push({ op: 'split', first: prog.length + 1 }) && prog[prog.length - 1];

			emit(item);
			if (!last)
			{
				jumps.push(prog[prog.push({ op: 'split' }) - 1]);
				split.second = prog.length;
			}
		});
		for (const jump of jumps)
			jump.first = prog.length;
	}
	function emit_repeat(node)
	{
		const splits = [];

		for (let i = 0; i < node.max; i++)
		{
			if (i >= node.min)
				splits.push(prog[prog.push({ op: 'split', first: prog.length + 1 }) - 1]);
			emit(node.item);
		}
		for (const split of splits)
			split.second = prog.length;
	}

	const tree = parse_alternatives();
	assert(at === pattern.length, `trailing text in ${pattern}`);
	emit(tree);
	prog.push({ op: 'match' });
	prog.groups = groups;
	return prog;
}

/* Add the threads reachable from pc to list in order of preference; true when one matches (the rest is cut). */
function follow(prog, pc, caps, depth, at_end, seen, list, on_match)
{
	const op = prog[pc];

	if (seen.has(pc))
		return false;
	seen.add(pc);
	if (op.op === 'match')
	{
		on_match(caps);
		return true;
	}
	if (op.op === 'chars')
	{
		list.push({ pc, caps });
		return false;
	}
	if (op.op === 'end')
		return at_end && follow(prog, pc + 1, caps, depth, at_end, seen, list, on_match);
	if (op.op === 'save')
		return follow(prog, pc + 1, { ...caps, [op.slot]: depth }, depth, at_end, seen, list, on_match);
	if (follow(prog, op.first, caps, depth, at_end, seen, list, on_match))
		return true;
	return op.second !== undefined && follow(prog, op.second, caps, depth, at_end, seen, list, on_match);
}

/* Automaton of a pattern without captures and assertions: next(state, digit), accepts(state); -1 is dead. */
const automata = new Map();

function automaton(pattern)
{
	if (automata.has(pattern))
		return automata.get(pattern);
	const prog = compile(pattern);
	const states = [], ids = new Map();

	assert(prog.groups === 0 && !pattern.includes('$'), `captures in ${pattern}`);
	function intern(pcs)
	{
		const threads = [];
		const seen = new Set();
		let accept = false;

		for (const pc of pcs)
			follow(prog, pc, {}, 0, false, seen, threads, () => { accept = true; });
		if (threads.length === 0 && !accept)
			return -1;
		const key = threads.map((t) => t.pc).sort((a, b) => a - b).join() + accept;
		if (!ids.has(key))
		{
			ids.set(key, states.length);
			states.push({ threads, accept, next: [] });
		}
		return ids.get(key);
	}
	const a = {
		start: intern([0]),
		accepts: (s) => s >= 0 && states[s].accept,
		next(s, d)
		{
			if (s < 0)
				return -1;
			const state = states[s];
			return state.next[d] ??= intern(state.threads.filter((t) => prog[t.pc].mask >> d & 1).map((t) => t.pc + 1));
		},
	};
	automata.set(pattern, a);
	return a;
}

/* ---- the shared graph of nodes and leaves ---- */

const graph = new Map();		/* key -> { leaf: labels } or { label, next } */

/* Return the one object that stands for a state with this label and these successors. */
function share(label, next)
{
	const same = next.every((n) => n === next[0]);
	let state;

	if (same && next[0].leaf)
	{
		const vector = next[0].leaf;

		state = { leaf: vector.length === 1 && vector[0] === label ? vector : [label, ...vector] };
		state.key = 'L' + state.leaf.join();
	}
	else
	{
		state = { label, next };
		state.key = `N${label}:${next.map((n) => n.id).join()}`;
	}
	if (!graph.has(state.key))
	{
		state.id = graph.size;
		graph.set(state.key, state);
	}
	return graph.get(state.key);
}

/* Return the leaf that always answers label. */
function constant(label)
{
	const key = 'L' + label;

	if (!graph.has(key))
		graph.set(key, { leaf: [label], key, id: graph.size });
	return graph.get(key);
}

/* A list of distinct things with their numbers. */
function pool()
{
	const ids = new Map(), list = [];

	return {
		list,
		id(value)
		{
			const key = JSON.stringify(value);

			if (!ids.has(key))
			{
				ids.set(key, list.length);
				list.push(value);
			}
			return ids.get(key);
		},
	};
}

/* ---- prefixes ---- */

const outcomes = pool();		/* [end of match, start and length of the capture] */
outcomes.id([0, 0, 0]);

/* Build the automaton whose labels say what a pattern matches at the start of the digits. */
function prefix_graph(pattern)
{
	if (pattern === undefined)
		return constant(0);
	const prog = compile(pattern);
	const slot = prog.groups * 2;
	const memo = new Map();

	assert(prog.groups <= 2, `three groups in ${pattern}`);
	function outcome(caps, depth)
	{
		if (prog.groups === 0 || caps[slot + 1] === undefined)
			return outcomes.id([depth, 0, 0]);
		return outcomes.id([depth, caps[slot], caps[slot + 1] - caps[slot]]);
	}
	function close(threads, best, depth, at_end)
	{
		const list = [], seen = new Set();

		for (const t of threads)
			if (follow(prog, t.pc, t.caps, depth, at_end, seen, list, (caps) => { best = outcome(caps, depth); }))
				break;
		return { list, best };
	}
	function build(threads, best, depth)
	{
		const label = close(threads, best, depth, true).best;
		const open = close(threads, best, depth, false);

		if (open.list.length === 0)
		{
			const rest = constant(open.best);

			return label === open.best ? rest : share(label, Array(10).fill(rest));
		}
		const key = JSON.stringify([open, label, depth]);
		if (!memo.has(key))
		{
			const next = [];

			for (let d = 0; d < 10; d++)
				next.push(build(open.list.filter((t) => prog[t.pc].mask >> d & 1)
					.map((t) => ({ pc: t.pc + 1, caps: t.caps })), open.best, depth + 1));
			memo.set(key, share(label, next));
		}
		return memo.get(key);
	}
	return build([{ pc: 0, caps: {} }], 0, 0);
}

/* ---- calling codes ---- */

const labels = pool();			/* [mask of general patterns, region, type, national, international format] */
labels.id([0, NO_REGION, 0, 0, 0]);

function length_mask(list)
{
	return (list ?? []).filter((n) => n > 0).reduce((mask, n) => mask | 1 << n, 0);
}

/* Read what the automaton of a calling code asks about one region. */
function region_questions(m, ask)
{
	const general = m[GENERAL];
	const lengths = length_mask(general[DESC_LENGTHS]);
	const types = TYPES.map(([, field]) => {
		const d = m[field];

		if (!d?.[DESC_PATTERN])
			return null;
		return { part: ask(d[DESC_PATTERN]), lengths: d[DESC_LENGTHS] ? length_mask(d[DESC_LENGTHS]) : lengths };
	});

	return {
		general: ask(general[DESC_PATTERN]), lengths, types,
		same: Boolean(m[SAME_PATTERN]),
		leading: m[LEADING_DIGITS] ? ask(m[LEADING_DIGITS], true) : null,
	};
}

/* Type of a number of one region, by libphonenumber's order of tests. */
function type_of(q, holds, length)
{
	const of_length = (mask) => mask >> length & 1;
	const is = (t) => t && of_length(t.lengths) && holds(t.part);

	if (!holds(q.general) || !of_length(q.lengths))
		return 0;
	for (let i = 0; i < 8; i++)
		if (is(q.types[i]))
			return i + 1;
	if (is(q.types[8]))
		return q.same || is(q.types[9]) ? FIXED_LINE_OR_MOBILE : FIXED_LINE;
	return !q.same && is(q.types[9]) ? MOBILE : 0;
}

/* Sum of the least and the greatest number of digits of a format's groups. */
function format_range(groups)
{
	return [groups.reduce((n, g) => n + g[0], 0), groups.reduce((n, g) => n + g[1], 0)];
}

function format_groups(pattern)
{
	const groups = [...pattern.matchAll(/\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)/g)];

	assert(groups.map((g) => g[0]).join('') === pattern && groups.length <= 5, `format pattern ${pattern}`);
	return groups.map((g) => [+(g[1] ?? 1), +(g[2] ?? g[1] ?? 1)]);
}

/* Build the automaton of one calling code. */
function code_graph(metadata)
{
	const parts = [], part_ids = new Map();
	const ask = (pattern, prefix = false) => {
		const key = (prefix ? 'p' : 'f') + pattern;

		if (!part_ids.has(key))
		{
			part_ids.set(key, parts.length);
			parts.push({ automaton: automaton(pattern), prefix });
		}
		return part_ids.get(key);
	};
	const regions = metadata.map((m) => region_questions(m, ask));
	const formats = [FORMATS, metadata[0][INTL_FORMATS]?.length ? INTL_FORMATS : FORMATS].map((field) =>
		(metadata[0][field] ?? []).map((f) => {
			const leading = f[FMT_LEADING] ?? [];

			return {
				range: format_range(format_groups(f[FMT_PATTERN])),
				part: leading.length ? ask(leading[leading.length - 1], true) : null,
			};
		}));
	const MATCHED = -2;
	const enter = (i, s) => parts[i].prefix && parts[i].automaton.accepts(s) ? MATCHED : s;
	const memo = new Map();

	function label_of(state, length)
	{
		const holds = (i) => parts[i].prefix ? state[i] === MATCHED : parts[i].automaton.accepts(state[i]);

		if (length < 2 || length > MAX_NSN)
			assert(!regions.some((q) => holds(q.general)), 'general pattern of an odd length');
		const mask = regions.reduce((n, q, i) => holds(q.general) ? (n | 1 << i) >>> 0 : n, 0);
		const types = regions.map((q) => type_of(q, holds, length));
		let region = regions.length === 1 ? 0
			: regions.findIndex((q, i) => q.leading !== null ? holds(q.leading) : types[i] !== 0);
		const chosen = formats.map((list) =>
			1 + list.findIndex((f) => length >= f.range[0] && length <= f.range[1] && (f.part === null || holds(f.part))));

		return labels.id([mask, region < 0 ? NO_REGION : region, region < 0 ? 0 : types[region], ...chosen]);
	}
	function build(state, length)
	{
		if (length > MAX_NSN)		/* only leading digits can hold, whatever follows */
			return constant(label_of(state, length));
		const key = `${length}:${state.join()}`;
		let result = memo.get(key);

		if (!result)
		{
			const next = [];

			for (let d = 0; d < 10; d++)
				next.push(build(state.map((s, i) => s === MATCHED ? s : enter(i, parts[i].automaton.next(s, d))), length + 1));
			result = share(label_of(state, length), next);
			memo.set(key, result);
		}
		return result;
	}
	return build(parts.map((p, i) => enter(i, p.automaton.start)), 0);
}

/* ---- numbering and output ---- */

/* Give every node and leaf that the roots reach its number; leaves share the tails of their vectors. */
function number_graph(roots)
{
	const nodes = [], leaves = [], store = [], tails = new Map();
	const reached = new Set(roots);

	for (const state of reached)	/* grows while we walk it */
		if (!state.leaf)
			state.next.forEach((n) => reached.add(n));
	for (const state of reached)
		(state.leaf ? leaves : nodes).push(state);
	nodes.forEach((n, i) => { n.number = i; });
	const longest = leaves.slice().sort((a, b) => b.leaf.length - a.leaf.length || (a.key < b.key ? -1 : 1));
	for (const l of longest)
	{
		if (!tails.has(l.key))
		{
			for (let i = 0; i < l.leaf.length; i++)
			{
				const tail = 'L' + l.leaf.slice(i).join();

				if (!tails.has(tail))
					tails.set(tail, store.length + i);
			}
			store.push(...l.leaf);
		}
		l.start = tails.get(l.key);
	}
	leaves.sort((a, b) => a.start - b.start || a.leaf.length - b.leaf.length);
	leaves.forEach((l, i) => { l.number = nodes.length + i; });
	assert(nodes.length + leaves.length < 65536 && store.length < 65536, 'too many states');
	return { nodes, leaves, store };
}

function wrap(items)
{
	const lines = [];
	let line = '';

	for (const item of items)
	{
		if (line.length + item.length + 2 > 96)
		{
			lines.push('\t' + line.trimEnd());
			line = '';
		}
		line += item + ', ';
	}
	lines.push('\t' + line.trimEnd());
	return lines.join('\n').replace(/,$/, '');
}

function c_string(s)
{
	return '"' + [...s].map((c) => c < ' ' ? `\\00${c.charCodeAt(0)}` : c).join('') + '"';
}

function array(declaration, items)
{
	return `const ${declaration} = {\n${wrap(items.map(String))}\n};\n`;
}

const HEAD = (what) => `/*
 * ${what}
 *
 * Made by tools/phone_tables.mjs from the metadata of libphonenumber 9.0.35
 * (npm google-libphonenumber 3.2.46); do not edit.  The data is licensed under
 * the Apache License 2.0, see NOTICE.
 */
`;

/* ---- Unicode ---- */

function read_unicode(file)
{
	const classes = {};
	let name, at;

	for (const line of fs.readFileSync(file, 'utf8').split('\n'))
	{
		const section = /^\[(\w+)\]$/.exec(line);

		if (section)
		{
			name = section[1];
			classes[name] = [];
			at = 0x80;
		}
		else if (line && !line.startsWith('#'))
			for (const word of line.trim().split(' '))
			{
				const [skip, more] = word.split('.').map((n) => parseInt(n, 36));

				at += skip;
				classes[name].push([at, at + (more ?? 0)]);
				at += more ?? 0;
			}
	}
	return classes;
}

/* Make the tables of character classes: ASCII by value, the rest as runs with their first character and class. */
function unicode_table(classes)
{
	const flags = new Map();
	const add = (from, to, flag) => {
		for (let c = from; c <= to; c++)
			flags.set(c, (flags.get(c) ?? new Set()).add(flag));
	};
	const each = (flag, ...list) => list.forEach((c) => Array.isArray(c) ? add(c[0], c[1], flag) : add(c, c, flag));

	const ascii = (characters) => [...characters].map((c) => c.charCodeAt(0));

	each('KEEP', [0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], ...ascii('#'), ...classes.letters_and_numbers);
	each('DIGIT', [0x30, 0x39], ...classes.decimal_digits);
	each('PLUS', ...ascii('+'), 0xff0b);
	each('PUNCT', ...ascii('-x ()./[]~'), [0x2010, 0x2015], 0x2212, 0x30fc, [0xff0d, 0xff0f], 0xa0, 0xad, 0x200b, 0x2060, 0x3000,
		0xff08, 0xff09, 0xff3b, 0xff3d, 0x2053, 0x223c);
	each('EXTRA', ...ascii('xX*'));
	each('ALPHA', [0x41, 0x5a], [0x61, 0x7a], 0x17f, 0x212a);	/* what (?i)[a-z] is to ICU */
	each('NEWLINE', ...ascii('\n\v\f\r'), 0x85, 0x2028, 0x2029);
	each('BLANK', ...ascii(' \t'), 0xa0);
	each('COMMA', ...ascii(','));
	each('HYPHEN', ...ascii('-'));
	each('COLON', ...ascii(':.'), 0xff0e);
	each('BAD', [0, 8], 0x0b, [0x0e, 0x1f], [0x7f, 0x9f], [0xfdd0, 0xfdef]);
	for (let plane = 0; plane <= 16; plane++)
		each('BAD', [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff]);

	/* digits of five styles follow one another from U+1D7CE: one run, its values repeat every ten */
	const kinds = pool(), runs = [];
	let last = 'none';
	kinds.id([]);
	for (const c of [...flags.keys(), ...[...flags.keys()].map((k) => k + 1)].sort((a, b) => a - b))
	{
		const set = [...(flags.get(c) ?? [])].sort();
		const digit_start = set.includes('DIGIT') && classes.decimal_digits.some((r) => r[0] === c);

		if (c < 0x80)
			continue;
		if (set.join() !== last || (digit_start && runs[runs.length - 1][0] !== c))
			runs.push([c, kinds.id(set)]);
		last = set.join();
	}
	assert(runs[0][0] === 0x80, 'runs begin after ASCII');
	return {
		kinds: kinds.list, runs,
		ascii: Array.from({ length: 0x80 }, (v, c) => [...(flags.get(c) ?? [])].sort()),
	};
}

/* ---- main ---- */

function main(source, outdir)
{
	const text = fs.readFileSync(source, 'utf8');
	const code_map = read_literal(text, 'countryCodeToRegionCodeMap');
	const territories = read_literal(text, 'countryToMetadata');
	const codes = [], regions = [], transforms = pool(), extensions = pool();
	const group_lists = pool(), templates = pool(), formats = [];
	const examples = [], example_starts = [];

	extensions.id(' ext. ');
	for (const number of Object.keys(code_map).map(Number).sort((a, b) => a - b))
	{
		const list = code_map[number].map((id) => territories[id === '001' ? number : id]);
		const main = list[0];
		const code = { number, graph: code_graph(list), first: regions.length, count: list.length };

		code.extension = extensions.id(main[EXTN_PREFIX] ?? ' ext. ');
		code.national = formats.length;
		formats.push(...(main[FORMATS] ?? []).map((f) => format_entry(f, true)));
		code.international = formats.length;
		formats.push(...(main[INTL_FORMATS]?.length ? main[INTL_FORMATS] : main[FORMATS] ?? []).map((f) => format_entry(f, false)));
		list.forEach((m, i) => regions.push(region_entry(m, i, codes.length)));
		codes.push(code);
	}
	example_starts.push(examples.length);

	/* Turn a format into [groups, template]; the national form has the prefix rule worked in. */
	function format_entry(f, national)
	{
		let template = f[FMT_FORMAT];
		const rule = f[FMT_RULE];

		if (national && rule)
			template = template.replace(/\$\d/, (first) => rule.replaceAll('$1', first));
		template = template.replace(/\$(\d)/g, (all, n) => String.fromCharCode(n));
		assert(/^[\x01-\x05 -~]*$/.test(template) && !template.includes('"'), `template ${template}`);
		return [group_lists.id(format_groups(f[FMT_PATTERN])), templates.id(template)];
	}
	function region_entry(m, bit, code)
	{
		const prefix = m[PREFIX_FOR_PARSING];
		const transform = m[TRANSFORM];
		const groups = prefix ? compile(prefix).groups : 0;
		const id = m[ID] === '001' ? '' : m[ID];

		assert(m[COUNTRY_CODE] !== undefined && (id === '' || /^[A-Z]{2}$/.test(id)), `region ${m[ID]}`);
		if (transform)
			assert(new RegExp(`^\\d*\\$${groups}$`).test(transform), `transform ${transform}`);
		example_starts.push(examples.length);
		TYPES.forEach(([, field], i) => {
			const example = m[field]?.[DESC_EXAMPLE];

			if (example)
				examples.push((i + 1) << 4 | bcd(example).length, ...bcd(example));
		});
		return {
			id, code, bit,
			possible: length_mask(m[GENERAL][DESC_LENGTHS]), local: length_mask(m[GENERAL][DESC_LOCAL]),
			idd: prefix_graph(m[INTL_PREFIX]), prefix: prefix_graph(prefix),
			transform: transform ? 1 + transforms.id(transform.replace(/\$\d$/, '')) : 0,
		};
	}
	/* Two digits a byte, the first in the high half, 0xf after the last. */
	function bcd(digits)
	{
		const bytes = [];

		for (let i = 0; i <= digits.length; i += 2)
			bytes.push((digits[i] ?? 0xf) << 4 | (digits[i + 1] ?? 0xf));
		return bytes;
	}

	const { nodes, leaves, store } = number_graph([...codes.map((c) => c.graph), ...regions.flatMap((r) => [r.idd, r.prefix])]);
	const unicode = unicode_table(read_unicode(path.join(path.dirname(process.argv[1]), 'phone_unicode.txt')));
	const by_digits = Array(1000).fill(0xff), by_letters = Array(26 * 26).fill(0xff);

	codes.forEach((c, i) => {
		const width = 10 ** (3 - String(c.number).length);

		by_digits.fill(i, c.number * width, (c.number + 1) * width);
	});
	regions.forEach((r, i) => {
		if (r.id)
			by_letters[(r.id.charCodeAt(0) - 65) * 26 + r.id.charCodeAt(1) - 65] = i;
	});
	assert(codes.length < 255 && regions.length < 255 && group_lists.list.length < 256
		&& templates.list.length < 256 && outcomes.list.length < 65536, 'table index too small');

	fs.writeFileSync(path.join(outdir, 'phone_number_table.c'), [
		HEAD('phone_number_table.c: calling codes, regions, patterns and formats as automata'),
		'#include "core/phone_table.h"\n',
		array('contacts_phone_node contacts_phone_nodes[CONTACTS_PHONE_NODES]',
			nodes.map((n) => `{${n.label}, {${n.next.map((x) => x.number).join(', ')}}}`)),
		array('uint16_t contacts_phone_leaf_starts[CONTACTS_PHONE_LEAVES]', leaves.map((l) => l.start)),
		array('uint8_t contacts_phone_leaf_sizes[CONTACTS_PHONE_LEAVES]', leaves.map((l) => l.leaf.length)),
		array('uint16_t contacts_phone_leaf_labels[CONTACTS_PHONE_LEAF_LABELS]', store),
		array('contacts_phone_label contacts_phone_labels[CONTACTS_PHONE_LABELS]',
			labels.list.map((l) => `{0x${l[0].toString(16)}, ${l.slice(1).join(', ')}}`)),
		array('contacts_phone_prefix contacts_phone_prefixes[CONTACTS_PHONE_PREFIXES]', outcomes.list.map((o) => `{${o.join(', ')}}`)),
		array('contacts_phone_code contacts_phone_codes[CONTACTS_PHONE_CODES]',
			codes.map((c) => `{${[c.number, c.graph.number, c.national, c.international, c.first, c.count, c.extension].join(', ')}}`)),
		array('contacts_phone_region contacts_phone_regions[CONTACTS_PHONE_REGIONS]',
			regions.map((r) => `{0x${r.possible.toString(16)}, 0x${r.local.toString(16)}, ${r.idd.number}, ${r.prefix.number}, `
				+ `${c_string(r.id)}, ${r.code}, ${r.bit}, ${r.transform}}`)),
		array('uint8_t contacts_phone_code_index[1000]', by_digits),
		array('uint8_t contacts_phone_region_index[26 * 26]', by_letters),
		array('char contacts_phone_transforms[CONTACTS_PHONE_TRANSFORMS][8]', transforms.list.map(c_string)),
		array('char contacts_phone_extension_labels[CONTACTS_PHONE_EXTENSION_LABELS][8]', extensions.list.map(c_string)),
		array('uint8_t contacts_phone_formats[CONTACTS_PHONE_FORMATS][2]', formats.map((f) => `{${f.join(', ')}}`)),
		array('uint8_t contacts_phone_format_groups[CONTACTS_PHONE_FORMAT_GROUPS][5]',
			group_lists.list.map((g) => `{${g.map(([min, max]) => `0x${(max << 4 | min).toString(16).padStart(2, '0')}`).join(', ')}}`)),
		array('char contacts_phone_templates[CONTACTS_PHONE_TEMPLATES][24]', templates.list.map(c_string)),
		array('uint16_t contacts_phone_example_starts[CONTACTS_PHONE_REGIONS + 1]', example_starts),
		array('uint8_t contacts_phone_examples[CONTACTS_PHONE_EXAMPLES]', examples),
	].join('\n'));

	const kind = (flags) => flags.map((f) => `CONTACTS_PHONE_${f}`).join(' | ') || '0';

	fs.writeFileSync(path.join(outdir, 'phone_unicode_table.c'), [
		HEAD('phone_unicode_table.c: what a character is to a phone number (Unicode 15.0)'),
		'#include "core/phone_table.h"\n',
		array('uint16_t contacts_phone_ascii_kinds[128]', unicode.ascii.map(kind)),
		array('uint16_t contacts_phone_char_kinds[CONTACTS_PHONE_CHAR_KINDS]',
			unicode.kinds.map(kind)),
		array('uint32_t contacts_phone_char_runs[CONTACTS_PHONE_CHAR_RUNS]',
			unicode.runs.map(([c, k]) => `0x${(c << 5 | k).toString(16)}`)),
	].join('\n'));

	const sizes = {
		NODES: nodes.length, LEAVES: leaves.length, LEAF_LABELS: store.length, LABELS: labels.list.length,
		PREFIXES: outcomes.list.length, CODES: codes.length, REGIONS: regions.length,
		TRANSFORMS: transforms.list.length, EXTENSION_LABELS: extensions.list.length, FORMATS: formats.length,
		FORMAT_GROUPS: group_lists.list.length, TEMPLATES: templates.list.length, EXAMPLES: examples.length,
		CHAR_KINDS: unicode.kinds.length, CHAR_RUNS: unicode.runs.length,
	};
	assert(unicode.kinds.length <= 32 && templates.list.every((t) => t.length < 24)
		&& transforms.list.every((t) => t.length < 8) && extensions.list.every((t) => t.length < 8), 'field too small');
	fs.writeFileSync(path.join(outdir, 'phone_sizes_table.h'),
		HEAD('phone_sizes_table.h: sizes of the tables')
		+ '#ifndef CONTACTS_PHONE_SIZES_TABLE_H\n#define CONTACTS_PHONE_SIZES_TABLE_H\n\n'
		+ Object.entries(sizes).map(([name, n]) => `#define CONTACTS_PHONE_${name} ${n}`).join('\n')
		+ '\n\n#endif\n');
}

if (process.argv.length !== 4)
	fail('usage: node tools/phone_tables.mjs SOURCE OUTDIR');
main(process.argv[2], process.argv[3]);
