-- metrics.ranking: places of a county's townships by indicator, variant, item, year and period kind, on totals and per head.
-- In: filled, indicator, place, derived, county_total. Ranked only where at least $share of the townships alive have a cell that is not not_comparable;
-- overlapping bounds share a range of places; who is missing is named. The share of the county is of the county's own
-- figure, where its report has an exact one that the townships do not contradict; else of their sum, where every township alive is in the ranking with an
-- exact figure. `share_basis` says which. The distance to the median is given always.
WITH alive AS (
    SELECT year, at_year.county_code AS county_code, count(*) AS alive, list_sort(list(at_year.name)) AS names
    FROM place WHERE alive GROUP BY ALL
), fit AS (
    SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township, c.county_code, c.year, c.period_class, 'total' AS per,
           c.unit, c.value, c.value_high, c.bound, c.verdict, c.reasons, c.low, c.high, i.additive
    FROM filled c JOIN indicator i ON i.code = c.indicator
    WHERE c.missing_reason IS NULL AND c.verdict != 'not_comparable' AND c.item_listed
      AND NOT (i.bare_variant = 'unknown' AND contains(c.reasons, 'variant_unknown')) AND NOT (c.item IS NULL AND NOT i.item_total)
    UNION ALL
    SELECT c.cell_id, d.indicator, d.variant, d.item, d.township_id, d.township_code, d.township, c.county_code, d.year, c.period_class, 'per_head',
           d.unit, d.value, NULL, CASE WHEN d.low = d.high THEN '=' WHEN d.low IS NULL THEN '<=' WHEN d.high IS NULL THEN '>=' ELSE '~' END,
           d.verdict, d.reasons, d.low, d.high, false
    FROM derived d JOIN filled c ON c.cell_id = split_part(d.inputs, ';', 1)
    WHERE d.kind = 'per_head' AND d.verdict != 'not_comparable' AND c.item_listed
), counted AS (  -- one variant, item and period kind of one year in one county
    SELECT county_code, indicator, coalesce(variant, '') AS variant, coalesce(item, '') AS item, year, period_class, unit, per,
           sum(value)::DECIMAL(38, 9) AS total, list_sort(list(value)) AS sorted, bool_and(bound = '=' AND value_high IS NULL) AS exact, count(*) AS ranked, list(township) AS names
    FROM fit GROUP BY ALL HAVING count(*) > 1
), denominator AS (  -- the county's own figure, where it may be one
    SELECT county_code, indicator, coalesce(variant, '') AS variant, coalesce(item, '') AS item, year, period_class, unit, 'total' AS per, value, outcome,
           bound = '=' AND value_high IS NULL AND hindrance_of(reasons) = '' AND NOT contains(outcome_reasons, 'sum_exceeds') AS is_usable
    FROM county_total WHERE missing_reason IS NULL
), grp AS (
    SELECT g.* EXCLUDE (names, sorted, total, exact), CASE WHEN k.is_usable THEN k.value WHEN g.exact AND g.ranked = a.alive THEN g.total END AS whole,
           CASE WHEN k.is_usable THEN 'county_report'
                ELSE concat_ws(';', if(k.outcome = 'contradicts', 'county_contradicts', NULL), 'sum_of_townships:' || g.ranked || '/' || a.alive) END AS basis,
           row_number() OVER () AS grp_no, a.alive, g.sorted[(g.ranked + 1) // 2] + g.sorted[g.ranked // 2 + 1] AS twice_median,
           array_to_string(list_filter(a.names, x -> NOT list_contains(g.names, x)), ';') AS missing
    FROM counted g JOIN alive a USING (year, county_code)
    LEFT JOIN denominator k USING (county_code, indicator, variant, item, year, period_class, unit, per) WHERE g.ranked >= $share * a.alive
), enough AS (
    SELECT f.*, g.grp_no, g.ranked, g.alive, g.missing, g.whole, g.basis, g.twice_median,
           f.additive AND g.whole IS NOT NULL AND f.bound = '=' AND f.value_high IS NULL AS is_sharing, 2 * f.value - g.twice_median AS twice_off
    FROM fit f JOIN grp g ON g.county_code = f.county_code AND g.indicator = f.indicator AND g.variant = coalesce(f.variant, '')
         AND g.item = coalesce(f.item, '') AND g.year = f.year AND g.period_class = f.period_class AND g.unit = f.unit AND g.per = f.per
), edge AS (  -- both ends of every interval
    SELECT grp_no, low AS mark, 1 AS lows, 0 AS highs FROM enough WHERE low IS NOT NULL
    UNION ALL SELECT grp_no, high, 0, 1 FROM enough WHERE high IS NOT NULL
), mark AS (
    SELECT grp_no, mark, sum(lows)::BIGINT AS lows, sum(highs)::BIGINT AS highs FROM edge GROUP BY grp_no, mark
), passed AS (  -- strictly above and below each mark
    SELECT grp_no, mark, sum(lows) OVER whole - sum(lows) OVER upto AS lows_above, sum(highs) OVER upto - highs AS highs_below
    FROM mark
    WINDOW whole AS (PARTITION BY grp_no), upto AS (PARTITION BY grp_no ORDER BY mark ROWS UNBOUNDED PRECEDING)
)
SELECT e.indicator, e.variant, e.item, e.year, e.per, e.township_id, e.period_class AS period_kind, e.township_code, e.township, e.county_code,
       e.cell_id, e.value, e.value_high, e.unit, e.bound,
       (1 + coalesce(h.lows_above, 0))::INTEGER AS rank_low, (e.ranked - coalesce(l.highs_below, 0))::INTEGER AS rank_high,
       e.ranked::INTEGER AS ranked, e.alive::INTEGER AS alive, e.missing,
       CASE WHEN e.is_sharing THEN percent_of(e.value, e.whole) END AS share_of_county_pct, if(e.is_sharing, e.basis, NULL) AS share_basis,
       percent_of(e.twice_off, e.twice_median) AS to_median_pct, e.verdict, e.reasons
FROM enough e
LEFT JOIN passed h ON h.grp_no = e.grp_no AND h.mark = e.high
LEFT JOIN passed l ON l.grp_no = e.grp_no AND l.mark = e.low
