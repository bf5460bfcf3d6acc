#!/usr/bin/env python3
"""TAP: the SQL of README and manual runs as printed. Each page runs in a database of its own with the rows of doc/examples.sql.

Indented blocks are SQL and run in order, as the owner of the tables in the context of organization 1. A block after the line
<!-- not run --> is skipped; a statement with "-- fails" in its last line has to fail; fenced blocks are other languages.
"""
import os, re, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATED = {"reference.md", "schema.md", "keys.md", "requirements.md", "README.md"}
DB = "contacts_manual_pages"
os.chdir(ROOT)


def psql(text, db=DB):
    run = subprocess.run(["psql", "-Xq", "-v", "VERBOSITY=verbose", "-d", db], input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         env={**os.environ, "PGOPTIONS": "-c client_min_messages=error"})
    return run.stdout


def blocks(page):
    """The indented blocks of a page with the number of their first line."""
    found, block, skip, fenced, number = [], [], False, False, 0
    for number, line in enumerate(open(f"doc/{page}", encoding="utf8"), 1):
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and line.startswith("    ") and line.strip():
            block.append(line[4:])
            continue
        if block and line.strip():
            found.append((number, skip, "".join(block)))
            block, skip = [], False
        elif block:
            block.append("\n")
        if line.strip() == "<!-- not run -->":
            skip = True
        elif line.strip() and not block:
            skip = False
    if block:
        found.append((number, skip, "".join(block)))
    return found


setup = open("doc/examples.sql", encoding="utf8").read().split("-- @setup\n")[1].split("-- @")[0]
n = failed = 0
for page in sorted(set(os.listdir("doc")) - GENERATED):
    if not page.endswith(".md"):
        continue
    mine = blocks(page)
    if not mine:
        continue
    psql(f"DROP DATABASE IF EXISTS {DB};\nDROP ROLE IF EXISTS app, acme_app, signup, reports;\nCREATE DATABASE {DB} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C';", "postgres")
    before = "" if page == "installation.md" else (
        "CREATE EXTENSION contacts; SELECT contacts.install() \\g /dev/null\n"
        f"ALTER DATABASE {DB} SET search_path = \"$user\", public, contacts;\n\\c\n"
        "SELECT contacts.create_organization('Example Ltd') \\g /dev/null\n" + setup)
    script = before + "\nCREATE ROLE app LOGIN; CREATE ROLE acme_app; CREATE ROLE signup; CREATE ROLE reports;\n"
    if page != "installation.md":
        script += "SET contacts.organization_id = 1; SET contacts.user_id = 1;\n"
    for line, skip, text in mine:
        if not skip:
            script += f"\\echo @@{line}\n" + re.sub(r"\b(?:crm)\b", DB, text) + "\n"
    parts = re.split(r"^@@(\d+)\n", psql(script), flags=re.M)
    problems = []
    if "ERROR" in parts[0]:
        problems.append("setup: " + parts[0])
    text_of = {str(line): text for line, skip, text in mine}
    for line, printed in zip(parts[1::2], parts[2::2]):
        wanted = text_of[line].count("-- fails")
        errors = re.findall(r"ERROR:.*", printed)
        if len(errors) != wanted:
            problems.append(f"doc/{page}, block before line {line}: {len(errors)} errors, {wanted} announced: {errors}")
    n += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {n} - {page}: {len(mine)} blocks, {sum(s for _, s, _ in mine)} not run")
    for problem in problems:
        print("# " + problem.replace("\n", "\n# "))
psql(f"DROP DATABASE IF EXISTS {DB};\nDROP ROLE IF EXISTS app, acme_app, signup, reports;", "postgres")
print(f"1..{n}")
sys.exit(failed > 0)
