-- The statement before must have been refused with the SQLSTATE in :refused; included by demo.sql, which stops at all others.
SELECT :'SQLSTATE' = :'refused' AS as_expected, format('the demonstration expected SQLSTATE %s here, not %s', :'refused', :'SQLSTATE') AS problem \gset
\if :as_expected
\else
\warn :problem
DO $$ BEGIN RAISE EXCEPTION 'the demonstration did not go as expected'; END $$;
\endif
