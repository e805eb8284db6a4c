-- metrics.growth: what the report says of growth on the year before, beside what the two cells give.
-- In: cell, observation, indicator, break_rule. A contradiction is judged only on a nominal basis and where both intervals are known.
WITH stated AS (  -- one statement per cell: of the winner's report if it has one, else the nearest; first in the text
    SELECT o.indicator, o.variant, o.item, o.township_id, o.year, o.period_start, o.period_end,
           arg_min(struct_pack(claim_id := o.claim_id, pct := o.value, low := o.low - o.rounding, high := o.high + o.rounding, bound := o.bound,
                               report_id := o.report_id),
                   struct_pack(report_id := o.report_id, text_start := o.text_start, claim_id := o.claim_id)) AS s
    FROM observation o JOIN cell c USING (indicator, township_id, year, period_start, period_end, report_id)
    WHERE o.measure = 'yoy' AND o.status IN ('actual', 'estimate') AND o.scope = 'township' AND o.unit = '%'
      AND o.variant IS NOT DISTINCT FROM c.variant AND o.item IS NOT DISTINCT FROM c.item
    GROUP BY ALL
), beside AS (
    SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township, c.county_code, c.county, c.year,
           c.claim_id, c.period_class, c.verdict, c.value, c.low, c.high, c.rounding, c.unit,
           s.s.claim_id AS stated_claim_id, s.s.pct AS stated_pct, s.s.bound AS stated_bound, s.s.low AS stated_low, s.s.high AS stated_high,
           b.cell_id AS base_cell_id, b.value AS base_value, b.low AS base_low, b.high AS base_high, b.rounding AS base_rounding,
           b.verdict AS base_verdict, b.period_class AS base_class, i.growth_basis, k.break_id
    FROM cell c
    JOIN indicator i ON i.code = c.indicator
    LEFT JOIN stated s ON s.indicator = c.indicator AND s.township_id = c.township_id AND s.year = c.year AND s.period_start = c.period_start
         AND s.period_end = c.period_end AND s.variant IS NOT DISTINCT FROM c.variant AND s.item IS NOT DISTINCT FROM c.item
    LEFT JOIN cell b ON b.indicator = c.indicator AND b.township_id = c.township_id AND b.year = c.year - 1 AND b.missing_reason IS NULL
         AND b.variant IS NOT DISTINCT FROM c.variant AND b.item IS NOT DISTINCT FROM c.item AND b.unit = c.unit
    LEFT JOIN (SELECT indicator, variant, from_year, min(break_id) AS break_id FROM break_rule WHERE effect = 'not_comparable' GROUP BY ALL) k
         ON k.indicator = c.indicator AND k.from_year = c.year AND (k.variant = '' OR k.variant = c.variant)
    WHERE c.missing_reason IS NULL AND i.kind != 'ratio' AND (s.s.claim_id IS NOT NULL OR b.cell_id IS NOT NULL)
), computed AS (
    SELECT *,
           CASE WHEN base_cell_id IS NULL THEN 'no_base' WHEN break_id IS NOT NULL THEN 'break:' || break_id
                WHEN verdict = 'not_comparable' OR base_verdict = 'not_comparable' THEN 'not_comparable'
                WHEN period_class != base_class THEN 'period_length' WHEN base_value <= 0 THEN 'base_not_positive' ELSE '' END AS hindrance
    FROM beside
), valued AS (
    SELECT *, CASE WHEN hindrance = '' THEN growth_pct(base_value, value) END AS computed_pct,
           CASE WHEN hindrance = '' AND base_high IS NOT NULL AND low IS NOT NULL
                THEN growth_pct(base_high + base_rounding, low - rounding) END AS computed_low,
           CASE WHEN hindrance = '' AND base_low IS NOT NULL AND high IS NOT NULL
                THEN growth_pct(base_low - base_rounding, high + rounding) END AS computed_high
    FROM computed
)
SELECT cell_id, indicator, variant, item, township_id, township_code, township, county_code, county, year, claim_id, unit,
       base_cell_id, base_value, value, stated_claim_id, stated_pct, stated_bound, computed_pct, computed_low, computed_high, growth_basis AS basis,
       CASE WHEN stated_pct IS NULL THEN if(hindrance = '', 'computed_only', 'not_testable')
            WHEN hindrance != '' OR growth_basis != 'nominal' THEN 'not_testable'
            WHEN computed_low IS NULL AND computed_high IS NULL THEN 'not_testable'
            WHEN stated_low > computed_high OR stated_high < computed_low THEN 'contradicts'
            WHEN computed_low IS NULL OR computed_high IS NULL THEN 'not_testable'
            ELSE 'agrees' END AS outcome,
       CASE WHEN hindrance != '' THEN hindrance WHEN stated_pct IS NOT NULL AND growth_basis != 'nominal' THEN 'price_basis:' || growth_basis
            WHEN stated_pct IS NOT NULL AND (computed_low IS NULL OR computed_high IS NULL) THEN 'bound' ELSE '' END AS reason
FROM valued
