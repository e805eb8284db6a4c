-- Macros that the metrics' queries share. Division of decimals is exact, rounded once, half to even. In floating point the quotient, in units of the
-- last decimal and below 10^12, is wrong by less than 0.002: where it is farther than 0.01 from a half its rounding is that of the exact one. Else an
-- exact remainder mends it; where the quotient is too large for that, 128-bit integers are divided.
-- (The average of one DECIMAL(38, 9) is that number in floating point, without the division of 128-bit integers that a cast makes of it: 35 ns, not 700.)
CREATE OR REPLACE TEMP MACRO as_double(v) AS list_avg([v]);
CREATE OR REPLACE TEMP MACRO is_sure(units) AS abs(units) < 1e12 AND abs(units - floor(units) - 0.5::DOUBLE) > 0.01::DOUBLE;
CREATE OR REPLACE TEMP MACRO mend(q, r, b) AS
    q + CASE WHEN 2 * abs(r) > abs(b) OR (2 * abs(r) = abs(b) AND q % 2 != 0) THEN if((r > 0) = (b > 0), 1, -1) ELSE 0 END;
CREATE OR REPLACE TEMP MACRO guess(a, b, k) AS round(as_double(a) / as_double(b) * k)::BIGINT;
CREATE OR REPLACE TEMP MACRO nano(v) AS CASE WHEN abs(v) < 100000000000000000 THEN (v * 1000000000)::HUGEINT END;
CREATE OR REPLACE TEMP MACRO divide_long(n, d) AS
    (n // d) + CASE WHEN 2 * abs(n % d) > abs(d) OR (2 * abs(n % d) = abs(d) AND (n // d) % 2 != 0) THEN sign(n)::INTEGER * sign(d)::INTEGER ELSE 0 END;
-- a / b to 9 decimals; a / b in % to 4 decimals; NULL where b is 0 or a value too large.
CREATE OR REPLACE TEMP MACRO ratio_of(a, b) AS
    CASE WHEN b = 0 OR abs(a) >= 10000000000000000 THEN NULL
         WHEN is_sure(as_double(a) / as_double(b) * 1e9::DOUBLE) THEN (as_double(a) / as_double(b))::DECIMAL(18, 9)::DECIMAL(38, 9)
         WHEN abs(as_double(a) / as_double(b)) < 1e6
         THEN (mend(guess(a, b, 1e9::DOUBLE), a * 1000000000 - b * guess(a, b, 1e9::DOUBLE), b)::DECIMAL(18, 0) * 0.000000001::DECIMAL(9, 9))::DECIMAL(38, 9)
         ELSE (CAST(divide_long(nano(a) * 1000000000, nano(b)) // 1000000000 AS DECIMAL(38, 9))
               + CAST(divide_long(nano(a) * 1000000000, nano(b)) % 1000000000 AS DECIMAL(18, 0)) * 0.000000001::DECIMAL(9, 9))::DECIMAL(38, 9) END;
CREATE OR REPLACE TEMP MACRO percent_of(a, b) AS
    CASE WHEN b = 0 OR abs(a) >= 10000000000000000 THEN NULL
         WHEN is_sure(as_double(a) / as_double(b) * 1e6::DOUBLE) THEN (as_double(a) / as_double(b) * 100::DOUBLE)::DECIMAL(18, 4)::DECIMAL(38, 9)
         WHEN abs(as_double(a) / as_double(b)) < 1e6
         THEN (mend(guess(a, b, 1e6::DOUBLE), a * 1000000 - b * guess(a, b, 1e6::DOUBLE), b)::DECIMAL(18, 0) * 0.0001::DECIMAL(4, 4))::DECIMAL(38, 9)
         ELSE (CAST(divide_long(nano(a) * 1000000, nano(b)) AS DECIMAL(28, 0)) * 0.0001::DECIMAL(4, 4))::DECIMAL(38, 9) END;
-- Growth of b on a in %; NULL where a is not positive.
CREATE OR REPLACE TEMP MACRO growth_pct(a, b) AS CASE WHEN a > 0 THEN percent_of(b - a, a) END;
-- Verdict of a cell, and of a pair of cells, from reasons joined by ";".
CREATE OR REPLACE TEMP MACRO verdict_of(reasons) AS
    CASE WHEN reasons = '' THEN 'comparable' WHEN regexp_matches(reasons, '(^|;)(part_year|conflict)(;|$)') THEN 'not_comparable' ELSE 'with_caveat' END;
CREATE OR REPLACE TEMP MACRO pair_verdict_of(reasons) AS
    CASE WHEN reasons = '' THEN 'comparable'
         WHEN regexp_matches(reasons, '(^|;)(no_value|part_year|conflict|variant|variant_unknown|item|unit|period_length|break:[^;]*|place:(merged|split)[^;]*)(;|$)')
         THEN 'not_comparable' ELSE 'with_caveat' END;
-- Reasons of a list of such lists, sorted, each once.
CREATE OR REPLACE TEMP MACRO join_reasons(parts) AS
    array_to_string(list_sort(list_distinct(list_filter(string_split(array_to_string(list_filter(parts, x -> x IS NOT NULL), ';'), ';'), x -> x != ''))), ';');
-- Of reasons of a cell those for which it cannot be summed or set beside a sum: all but a bound (which is an interval), a correction, a mark, a scan.
CREATE OR REPLACE TEMP MACRO hindrance_of(reasons) AS CASE WHEN reasons = '' THEN '' ELSE
    trim(regexp_replace(reasons, '(^|;)(bound|correction|flag|source):[^;]*', '', 'g'), ';') END;
-- Is a dated row in force at the end of a year?
CREATE OR REPLACE TEMP MACRO in_force(valid_from, valid_to, y) AS
    coalesce(valid_from, DATE '0001-01-01') <= make_date(y, 12, 31) AND coalesce(valid_to, DATE '9999-12-31') >= make_date(y, 12, 31);
