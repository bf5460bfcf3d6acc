#!/usr/bin/env node
// Generate src/core/match_word_table.c and match_name_table.c: words that stand for no one in particular, and short
// forms of first names.
//
//     tools/match_tables.mjs NODE_MODULES OUT
//
// NODE_MODULES has the npm packages cleanco 1.0.2 (legal forms), role-based-email-addresses 3.1.0 (mailboxes) and
// email-providers 2.26.0 (its common ones); tools/match_words.txt and tools/match_nicknames.txt have the rest.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, out] = process.argv.slice(2);
const tools = dirname(fileURLToPath(import.meta.url));
const load = createRequire(import.meta.url);
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const fold = (text) => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '');

// Read the sections of tools/match_words.txt.
function ownWords() {
	const sections = {};
	let section;
	for (const line of readFileSync(join(tools, 'match_words.txt'), 'utf8').split('\n')) {
		const heading = /^\[(\w+)\]$/.exec(line);
		if (heading)
			section = sections[heading[1]] = [];
		else if (line && !line.startsWith('#'))
			section.push(...line.split(/\s+/).filter(Boolean));
	}
	return sections;
}

// What stands in the list of legal forms and says where a branch is, or is an everyday word.
const NO_LEGAL_FORM = new Set(['uk', 'nl', 'eu', 'ca', 'at', 'is', 'da', 'et', 'por', 'vat', 'sem', 'dat', 'ok', 'ro',
	'rl', 'and', 'de', 'en', 'ba', 'ps', 'ss', 'pp', 'hf', 'ent', 'sm', 'bl', 'bm', 'ep', 'gs', 'od', 'sha', 'ik',
	'ij']);

// A legal form is one word: as written, or its letters run together ("S.à r.l."); words of a longer form each.
function legalForms(own) {
	const { terms_by_type: types, terms_by_country: countries } = load(resolve(modules, 'cleanco/data.js'));
	const found = new Set(own);
	for (const term of [...Object.values(types), ...Object.values(countries)].flat()) {
		if (/[^\x20-\x7e]/.test(term) || /\bdescendants|soc\.col/.test(term))
			continue;
		const words = term.includes(' ') && !/^(\S\.? )+\S\.?$/.test(term) ? term.split(/[ &]+/) : [term];
		for (const word of words.map(fold))
			if (word.length > 1 && !NO_LEGAL_FORM.has(word))
				found.add(word);
	}
	return [...found].sort(order);
}

// Mailboxes compare without separators; a first name is none.
function mailboxes(own, names) {
	const roles = load(resolve(modules, 'role-based-email-addresses'));
	return [...new Set([...own, ...roles].map(fold).filter((x) => x.length > 1 && !names.includes(x)))].sort(order);
}

// What the list of common domains has and gives no addresses to anybody, or none that are his own.
const NO_PROVIDER = new Set(['example.com', 'test.com', 'test.de', 'yourdomain.com', 'mydomain.com', 'www.com',
	'alibaba.com', 'discovery.com', 'space.com', 'law.com', 'name.com', 'parrot.com', 'nus.edu.sg', 'unican.es',
	'techspot.com', 'ancestry.com', 'medscape.com', 'dailypioneer.com', 'facebook.com', 'oath.com', 'berlin.de',
	'telstra.com', 'casino.com']);

function providers(own) {
	const common = JSON.parse(readFileSync(join(modules, 'email-providers/common.json'), 'utf8'));
	return [...new Set([...own, ...common])].filter((x) => !NO_PROVIDER.has(x)).sort(order);
}

// Write words as a sorted table of strings.
function table(name, words) {
	let text = `\nconst char *const contacts_match_${name}[] = {\n`;
	let line = '\t';
	for (const word of words) {
		const item = `"${word}", `;
		if (line.length + item.length > 112) {
			text += line.trimEnd() + '\n';
			line = '\t';
		}
		line += item;
	}
	return `${text}${line.trimEnd()}\n};\n\nconst size_t contacts_match_${name}_count = ${words.length};\n`;
}

function head(file, what) {
	return `/*\n * ${file}\n *\t  ${what}\n *\n * Made by tools/match_tables.mjs, see NOTICE. Do not edit.\n */\n` +
		'#include "core/match_table.h"\n';
}

// Number the names, and list for each the names that stand for the same first name: those of its group lines.
function nicknames() {
	const near = new Map();
	const formal = new Map();
	const link = (a, b) => (near.get(a) ?? near.set(a, new Set()).get(a)).add(b);
	for (const line of readFileSync(join(tools, 'match_nicknames.txt'), 'utf8').split('\n')) {
		const [name, others] = line.split(':');
		if (line.startsWith('#') || !others)
			continue;
		for (const other of others.trim().split(/\s+/)) {
			link(name, other);
			link(other, name);
			(formal.get(other) ?? formal.set(other, new Set()).get(other)).add(name);
		}
	}
	const names = [...near.keys()].sort(order);
	const number = new Map(names.map((name, i) => [name, i]));
	const starts = [];
	const links = [];
	for (const name of names) {
		starts.push(links.length);
		links.push(...[...near.get(name)].map((x) => number.get(x)).sort((a, b) => a - b));
	}
	starts.push(links.length);
	const formalStarts = [];
	const formalLinks = [];
	for (const name of names) {
		formalStarts.push(formalLinks.length);
		// those with the most short forms first: they are the frequent ones
		const sorted = [...(formal.get(name) ?? [])].sort((a, b) => near.get(b).size - near.get(a).size || order(a, b));
		formalLinks.push(...sorted.map((x) => number.get(x)));
	}
	formalStarts.push(formalLinks.length);
	return { names, starts, links, formalStarts, formalLinks };
}

function numbers(name, list) {
	let text = `\nconst uint16_t contacts_match_${name}[] = {\n`;
	for (let i = 0; i < list.length; i += 18)
		text += `\t${list.slice(i, i + 18).map((x) => `${x},`).join(' ')}\n`;
	return `${text}};\n`;
}

const own = ownWords();
const { names, starts, links, formalStarts, formalLinks } = nicknames();
const suffixes = own.suffix.map((x) => x.split('=')).sort((a, b) => order(a[0], b[0]));
const words = head('match_word_table.c', 'Titles, suffixes of names, legal forms, role mailboxes, public providers.');
writeFileSync(join(out, 'src/core/match_word_table.c'), words +
	table('titles', [...new Set(own.title)].sort(order)) +
	table('suffixes', suffixes.map((x) => x[0])) +
	`\nconst char *const contacts_match_suffix_means[] = {${suffixes.map((x) => `"${x[1]}"`).join(', ')}};\n` +
	table('legal_forms', legalForms(own.legal)) +
	table('mailboxes', mailboxes(own.mailbox, names)) +
	table('providers', providers(own.provider)));
const firstNames = head('match_name_table.c', 'First names and which stand for each other.');
writeFileSync(join(out, 'src/core/match_name_table.c'), firstNames +
	table('names', names) +
	numbers('name_starts', starts) + numbers('name_links', links) +
	numbers('name_formal_starts', formalStarts) + numbers('name_formals', formalLinks));
