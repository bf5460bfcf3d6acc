-- Comparison of our types with text, and the indexes of our types.

CREATE FUNCTION contacts_internal.text_comparison_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'contacts_text_comparison_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION contacts_internal.text_comparison_support(internal) IS
	'planner support: lets "our type OP text" use an index on our type, by way of try_TYPE(text)';
