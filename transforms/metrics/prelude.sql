-- Macros that the metrics' queries share. Exact: decimals become whole numbers of 1e-9, division rounds half to even once.
CREATE OR REPLACE TEMP MACRO nano(v) AS CASE WHEN abs(v) < 100000000000000000 THEN (v * 1000000000)::HUGEINT END;
CREATE OR REPLACE TEMP MACRO divide_half_even(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n % d) > abs(d) OR (2 * abs(n % d) = abs(d) AND (n // d) % 2 != 0) THEN sign(n)::INTEGER * sign(d)::INTEGER ELSE 0 END;
-- a × 1 / b rounded to 9 decimals (ratio), × 100 to 4 decimals (percent); NULL where b is 0 or a value too large.
CREATE OR REPLACE TEMP MACRO ratio_of(a, b) AS
    CASE WHEN b != 0 AND abs(a) < 10000000000000000 THEN
        (CAST(divide_half_even(nano(a) * 1000000000, nano(b)) // 1000000000 AS DECIMAL(38, 9))
         + CAST(divide_half_even(nano(a) * 1000000000, nano(b)) % 1000000000 AS DECIMAL(18, 0)) * 0.000000001::DECIMAL(10, 9))::DECIMAL(38, 9) END;
CREATE OR REPLACE TEMP MACRO percent_of(a, b) AS
    CASE WHEN b != 0 THEN CAST(divide_half_even(nano(a) * 1000000, nano(b)) AS DECIMAL(28, 0)) * 0.0001::DECIMAL(5, 4) END::DECIMAL(38, 9);
-- Growth of b on a in %; NULL where a is not positive.
CREATE OR REPLACE TEMP MACRO growth_pct(a, b) AS CASE WHEN a > 0 THEN percent_of(b - a, a) END;
-- Verdict of a cell, and of a pair of cells, from reasons joined by ";".
CREATE OR REPLACE TEMP MACRO verdict_of(reasons) AS
    CASE WHEN reasons = '' THEN 'comparable' WHEN regexp_matches(reasons, '(^|;)(part_year|conflict)(;|$)') THEN 'not_comparable' ELSE 'with_caveat' END;
CREATE OR REPLACE TEMP MACRO pair_verdict_of(reasons) AS
    CASE WHEN reasons = '' THEN 'comparable'
         WHEN regexp_matches(reasons, '(^|;)(part_year|conflict|variant|variant_unknown|item|unit|period_length|break:[^;]*|place:(merged|split)[^;]*)(;|$)')
         THEN 'not_comparable' ELSE 'with_caveat' END;
-- Reasons of a list of such lists, sorted, each once.
CREATE OR REPLACE TEMP MACRO join_reasons(parts) AS
    array_to_string(list_sort(list_distinct(list_filter(string_split(array_to_string(list_filter(parts, x -> x IS NOT NULL), ';'), ';'), x -> x != ''))), ';');
-- Is a dated row in force at the end of a year?
CREATE OR REPLACE TEMP MACRO in_force(valid_from, valid_to, y) AS
    coalesce(valid_from, DATE '0001-01-01') <= make_date(y, 12, 31) AND coalesce(valid_to, DATE '9999-12-31') >= make_date(y, 12, 31);
