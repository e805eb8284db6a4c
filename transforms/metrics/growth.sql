-- metrics.growth: what the report says of growth on the year before, beside what the two cells give.
-- In: cell, linked, observation, indicator, claim. A contradiction is judged only on a nominal basis, in a pair that may be compared, and where the
-- bounds and the rounding of both levels leave an interval.
WITH stated AS (  -- of the report that fills the cell; first in the text
    SELECT c.cell_id, arg_min(struct_pack(claim_id := o.claim_id, report_id := o.report_id, pct := o.value, bound := o.bound,
                                          low := o.low - o.rounding, high := o.high + o.rounding),
                              struct_pack(text_start := o.text_start, claim_id := o.claim_id)) AS s
    FROM observation o
    JOIN cell c ON c.indicator = o.indicator AND c.township_id = o.township_id AND c.year = o.year AND c.report_id = o.report_id
         AND c.period_start = o.period_start AND c.period_end = o.period_end AND coalesce(c.item, '') = coalesce(o.item, '')
         AND coalesce(c.variant, '') = coalesce(o.variant, '')
    WHERE o.measure = 'yoy' AND o.status IN ('actual', 'estimate') AND o.scope = 'township' AND o.unit = '%'
    GROUP BY c.cell_id
), beside AS (
    SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township, c.year, c.value, c.low, c.high, c.rounding,
           s.s AS s, p.left_cell_id AS base_cell_id, p.year AS base_year, p.verdict, p.reasons, i.growth_basis,
           p.base_value, p.base_low, p.base_high, p.base_rounding
    FROM cell c
    JOIN indicator i ON i.code = c.indicator
    LEFT JOIN stated s USING (cell_id)
    LEFT JOIN linked p ON p.right_cell_id = c.cell_id AND p.year = c.year - 1
    WHERE c.missing_reason IS NULL AND i.kind != 'ratio' AND (s.cell_id IS NOT NULL OR p.left_cell_id IS NOT NULL)
), hindered AS (
    SELECT *, CASE WHEN base_cell_id IS NULL THEN 'no_base' WHEN verdict = 'not_comparable' THEN reasons
                   WHEN base_value <= 0 THEN 'base_not_positive' ELSE '' END AS hindrance
    FROM beside
), computed AS (
    SELECT *, CASE WHEN hindrance = '' THEN growth_pct(base_value, value) END AS pct,
           CASE WHEN hindrance = '' AND base_high IS NOT NULL AND low IS NOT NULL THEN growth_pct(base_high + base_rounding, low - rounding) END AS pct_low,
           CASE WHEN hindrance = '' AND base_low > base_rounding AND high IS NOT NULL THEN growth_pct(base_low - base_rounding, high + rounding) END AS pct_high
    FROM hindered
)
SELECT c.cell_id || ':yoy' AS growth_id, c.cell_id, c.base_cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township,
       c.year, c.year - 1 AS base_year, 'yoy' AS measure, c.s.pct AS stated_pct, c.s.bound AS stated_bound,
       c.pct AS computed_pct, c.pct_low AS computed_low_pct, c.pct_high AS computed_high_pct, c.growth_basis AS basis,
       CASE WHEN c.s IS NULL THEN if(c.hindrance = '', 'computed_only', 'not_testable')
            WHEN c.hindrance != '' OR c.growth_basis != 'nominal' THEN 'not_testable'
            WHEN c.s.low > c.pct_high OR c.s.high < c.pct_low THEN 'contradicts'
            WHEN c.pct_low IS NULL OR c.pct_high IS NULL THEN 'not_testable'
            ELSE 'agrees' END AS outcome,
       c.verdict,
       CASE WHEN c.hindrance != '' THEN c.hindrance
            WHEN c.s IS NOT NULL AND c.growth_basis != 'nominal' THEN 'price_basis:' || c.growth_basis
            WHEN c.s IS NOT NULL AND (c.pct_low IS NULL OR c.pct_high IS NULL) AND NOT coalesce(c.s.low > c.pct_high OR c.s.high < c.pct_low, false)
            THEN 'bound' ELSE coalesce(c.reasons, '') END AS reasons,
       c.s.claim_id AS claim_id, claim.sentence
FROM computed c LEFT JOIN claim ON claim.claim_id = c.s.claim_id AND claim.report_id = c.s.report_id
