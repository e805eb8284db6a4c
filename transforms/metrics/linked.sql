-- linked (a step's own table; metrics.pair is its first columns): each cell with the next one of its own series: may the two years be compared? Reasons of both cells and of the step between.
-- In: cell, indicator, break_rule, place_change. Pairs of townships are the macro compare()'s business, by the same verdict.
WITH step AS (
    SELECT *, lag(struct_pack(cell_id := cell_id, year := year, value := value, low := low, high := high, rounding := rounding, reasons := reasons,
                              period_class := period_class, as_of := as_of)) OVER w AS before
    FROM cell WHERE missing_reason IS NULL
    WINDOW w AS (PARTITION BY indicator, variant, item, township_id, unit ORDER BY year)
), crossing AS (  -- breaks between two years of an indicator; few distinct cases
    SELECT s.indicator, s.variant, s.from_year, s.to_year,
           array_to_string(list_sort(list(if(b.effect = 'not_comparable', 'break:', 'note:') || b.break_id)), ';') AS reasons
    FROM (SELECT DISTINCT indicator, coalesce(variant, '') AS variant, before.year AS from_year, year AS to_year FROM step WHERE before IS NOT NULL) s
    JOIN break_rule b ON b.indicator = s.indicator AND b.variant IN ('', s.variant) AND b.from_year > s.from_year AND b.from_year <= s.to_year
    GROUP BY ALL
), moved AS (
    SELECT s.township_id, s.from_year, s.to_year, array_to_string(list_sort(list_distinct(list('place:' || p.kind))), ';') AS reasons
    FROM (SELECT DISTINCT township_id, before.year AS from_year, year AS to_year FROM step WHERE before IS NOT NULL) s
    JOIN place_change p ON p.township_id = s.township_id AND p.from_year > s.from_year AND p.from_year <= s.to_year
    GROUP BY ALL
), judged AS (
    SELECT s.*, CASE WHEN s.reasons = '' AND s.before.reasons = '' AND c.reasons IS NULL AND m.reasons IS NULL
                          AND s.period_class = s.before.period_class AND s.period_class != 'year_to_date' AND i.growth_basis != 'unknown' THEN ''
                     ELSE join_reasons([s.reasons, s.before.reasons, c.reasons, m.reasons,
                         if(s.period_class != s.before.period_class
                            OR (s.period_class = 'year_to_date' AND abs(dayofyear(s.as_of) - dayofyear(s.before.as_of)) > 31), 'period_length', ''),
                         if(i.growth_basis = 'unknown', 'price_basis', '')]) END AS pair_reasons
    FROM step s JOIN indicator i ON i.code = s.indicator
    LEFT JOIN crossing c ON c.indicator = s.indicator AND c.variant = coalesce(s.variant, '') AND c.from_year = s.before.year AND c.to_year = s.year
    LEFT JOIN moved m ON m.township_id = s.township_id AND m.from_year = s.before.year AND m.to_year = s.year
    WHERE s.before IS NOT NULL
)
SELECT before.cell_id AS left_cell_id, cell_id AS right_cell_id, 'years' AS kind, indicator, variant, item, township_id, before.year AS year,
       township_id AS right_township_id, year AS right_year, pair_verdict_of(pair_reasons) AS verdict, pair_reasons AS reasons,
       value - before.value AS difference, ratio_of(value, before.value) AS ratio,
       before.value AS base_value, before.low AS base_low, before.high AS base_high, before.rounding AS base_rounding
FROM judged
