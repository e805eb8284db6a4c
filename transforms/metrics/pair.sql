-- metrics.pair: two years of one series that follow each other: may they be compared, and how far apart are they?
-- In: linked.
SELECT base_cell_id AS left_cell_id, cell_id AS right_cell_id, 'years' AS kind, indicator, variant, item, township_id, base_year AS year,
       township_id AS right_township_id, year AS right_year, pair_verdict_of(pair_reasons) AS verdict, pair_reasons AS reasons,
       value - base_value AS difference, ratio_of(value, base_value) AS ratio
FROM linked WHERE base_year IS NOT NULL
