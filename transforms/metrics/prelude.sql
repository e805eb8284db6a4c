-- Macros that the metrics' queries share. Exact: decimals become whole numbers of 1e-9, division rounds half to even once.
CREATE OR REPLACE TEMP MACRO nano(v) AS CASE WHEN abs(v) < 100000000000000000 THEN (v * 1000000000)::HUGEINT END;
CREATE OR REPLACE TEMP MACRO divide_half_even(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n % d) > abs(d) OR (2 * abs(n % d) = abs(d) AND (n // d) % 2 != 0) THEN sign(n)::INTEGER * sign(d)::INTEGER ELSE 0 END;
-- Growth of b on a in %, 4 decimals; NULL where a is not positive or a value too large.
CREATE OR REPLACE TEMP MACRO growth_pct(a, b) AS
    CASE WHEN a > 0 THEN CAST(divide_half_even((nano(b) - nano(a)) * 1000000, nano(a)) AS DECIMAL(28, 0)) * 0.0001::DECIMAL(5, 4) END::DECIMAL(38, 9);
-- Verdict of sorted reasons joined by ";".
CREATE OR REPLACE TEMP MACRO verdict_of(reasons) AS
    CASE WHEN reasons = '' THEN 'comparable' WHEN regexp_matches(reasons, '(^|;)(part_year|conflict)(;|:|$)') THEN 'not_comparable' ELSE 'with_caveat' END;
-- Reasons of two lists, sorted, each once.
CREATE OR REPLACE TEMP MACRO join_reasons(a, b) AS
    CASE WHEN b = '' THEN a WHEN a = '' THEN b
         ELSE array_to_string(list_sort(list_distinct(list_concat(string_split(a, ';'), string_split(b, ';')))), ';') END;
