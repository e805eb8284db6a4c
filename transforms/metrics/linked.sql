-- linked (a step's own table): each cell with the one before it in its own series, where there is one (base_…): may the two years be compared? Reasons
-- of both cells and of the step between. metrics.pair and metrics.growth are made of it.
-- In: filled, indicator, break_rule, place_change. Pairs of townships are the macro compare()'s business, by the same verdict.
WITH step AS (
    SELECT cell_id, indicator, variant, item, township_id, township_code, township, year, value, low, high, rounding, reasons, report_id,
           period_start, period_end, period_class, as_of, lag(cell_id) OVER w AS base_cell_id, lag(year) OVER w AS base_year, lag(value) OVER w AS base_value,
           lag(low) OVER w AS base_low, lag(high) OVER w AS base_high, lag(rounding) OVER w AS base_rounding, lag(reasons) OVER w AS base_reasons,
           lag(period_class) OVER w AS base_period_class, lag(as_of) OVER w AS base_as_of
    FROM filled WHERE missing_reason IS NULL
    WINDOW w AS (PARTITION BY indicator, variant, item, township_id, unit ORDER BY year)
), crossing AS (  -- breaks between two years of an indicator; few distinct cases
    SELECT s.indicator, s.variant, s.base_year, s.year,
           array_to_string(list_sort(list(if(b.effect = 'not_comparable', 'break:', 'note:') || b.break_id)), ';') AS reasons
    FROM (SELECT DISTINCT indicator, coalesce(variant, '') AS variant, base_year, year FROM step WHERE base_year IS NOT NULL) s
    JOIN break_rule b ON b.indicator = s.indicator AND b.variant IN ('', s.variant) AND b.from_year > s.base_year AND b.from_year <= s.year
    GROUP BY ALL
), moved AS (
    SELECT s.township_id, s.base_year, s.year, array_to_string(list_sort(list_distinct(list('place:' || p.kind))), ';') AS reasons
    FROM (SELECT DISTINCT township_id, base_year, year FROM step WHERE base_year IS NOT NULL) s
    JOIN place_change p ON p.township_id = s.township_id AND p.from_year > s.base_year AND p.from_year <= s.year
    GROUP BY ALL
)
SELECT s.* EXCLUDE (base_reasons, base_period_class, base_as_of), i.kind AS indicator_kind, i.growth_basis,
       CASE WHEN s.base_year IS NULL THEN NULL
            WHEN s.reasons = '' AND s.base_reasons = '' AND c.reasons IS NULL AND m.reasons IS NULL
                 AND s.period_class = s.base_period_class AND s.period_class != 'year_to_date' AND i.growth_basis != 'unknown' THEN ''
            ELSE join_reasons([s.reasons, s.base_reasons, c.reasons, m.reasons,
                if(s.period_class != s.base_period_class
                   OR (s.period_class = 'year_to_date' AND abs(dayofyear(s.as_of) - dayofyear(s.base_as_of)) > 31), 'period_length', ''),
                if(i.growth_basis = 'unknown', 'price_basis', '')]) END AS pair_reasons
FROM step s JOIN indicator i ON i.code = s.indicator
LEFT JOIN crossing c ON c.indicator = s.indicator AND c.variant = coalesce(s.variant, '') AND c.base_year = s.base_year AND c.year = s.year
LEFT JOIN moved m ON m.township_id = s.township_id AND m.base_year = s.base_year AND m.year = s.year
