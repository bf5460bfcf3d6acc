-- Rate limits: what a call costs beside a sequence, which also counts in place, and beside a counter in a row.
INSERT INTO contacts.organization (id, name) VALUES (1, 'Limited');
INSERT INTO contacts.rate_limit (organization_id, per_hour, per_minute) VALUES (1, 2000000000, 2000000000);
SELECT allowed FROM contacts.take_rate_limit(1, 1);
CREATE SEQUENCE bench.counter;
CREATE TABLE bench.counted (id bigint PRIMARY KEY, taken bigint NOT NULL);
INSERT INTO bench.counted VALUES (1, 0);
CREATE FUNCTION bench.take(n integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	counted bigint;
BEGIN
	FOR i IN 1 .. n LOOP
		INSERT INTO bench.counted VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET taken = bench.counted.taken + 1 RETURNING taken INTO counted;
	END LOOP;
	RETURN counted;
END $$;

-- @case 2,000 calls
-- @before
VACUUM bench.counted;
-- @ours
SELECT count(t.allowed) FROM generate_series(1, 2000) i, LATERAL contacts.take_rate_limit(1 + i * 0, 1) t;
-- @peer counter in a row, PL/pgSQL | ratio <= 1
SELECT bench.take(2000);
-- @peer nextval
SELECT count(nextval('bench.counter')) FROM generate_series(1, 2000);
