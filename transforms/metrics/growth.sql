-- metrics.growth: what the report says of growth on the year before, beside what the two cells give.
-- In: linked, told. A contradiction is judged only on a nominal basis, in a pair that may be compared, and where the
-- bounds and the rounding of both levels leave an interval.
WITH stated AS (  -- of one report; first in the text
    SELECT indicator, coalesce(variant, '') AS variant, coalesce(item, '') AS item, township_id, year, report_id, period_start, period_end,
           arg_min(struct_pack(claim_id := claim_id, pct := value, bound := bound, low := low - rounding, high := high + rounding, sentence := sentence),
                   struct_pack(text_start := text_start, claim_id := claim_id)) AS s
    FROM told WHERE measure = 'yoy' AND status IN ('actual', 'estimate') AND scope = 'township' AND unit = '%'
    GROUP BY ALL
), beside AS (  -- the cell, the one of the year before where there is one, and what is stated
    SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township, c.year, c.value, c.growth_basis,
           c.low - c.rounding AS least, c.high + c.rounding AS most, s.s.pct AS stated_pct, s.s.bound AS stated_bound, s.s.low AS stated_low,
           s.s.high AS stated_high, s.s.claim_id AS claim_id, s.s.sentence AS sentence, s.s IS NOT NULL AS is_stated,
           coalesce(c.base_year = c.year - 1, false) AS has_base, c.base_cell_id, c.base_value, c.base_low > c.base_rounding AS is_base_above_zero,
           c.base_low - c.base_rounding AS base_least, c.base_high + c.base_rounding AS base_most, c.pair_reasons
    FROM linked c LEFT JOIN stated s ON s.indicator = c.indicator AND s.variant = coalesce(c.variant, '') AND s.item = coalesce(c.item, '')
         AND s.township_id = c.township_id AND s.year = c.year AND s.report_id = c.report_id AND s.period_start = c.period_start
         AND s.period_end = c.period_end
    WHERE c.indicator_kind != 'ratio' AND (s.s IS NOT NULL OR c.base_year = c.year - 1)
), judged AS (
    SELECT *, if(has_base, pair_verdict_of(pair_reasons), NULL) AS verdict FROM beside
), hindered AS (
    SELECT *, CASE WHEN NOT has_base THEN 'no_base' WHEN verdict = 'not_comparable' THEN pair_reasons
                   WHEN base_value <= 0 THEN 'base_not_positive' ELSE '' END AS hindrance
    FROM judged
), computed AS (
    SELECT *, CASE WHEN hindrance = '' THEN growth_pct(base_value, value) END AS pct,
           CASE WHEN hindrance = '' AND base_most IS NOT NULL AND least IS NOT NULL THEN growth_pct(base_most, least) END AS pct_low,
           CASE WHEN hindrance = '' AND is_base_above_zero AND most IS NOT NULL THEN growth_pct(base_least, most) END AS pct_high
    FROM hindered
)
SELECT cell_id || ':yoy' AS growth_id, cell_id, if(has_base, base_cell_id, NULL) AS base_cell_id, indicator, variant, item, township_id, township_code, township,
       year, year - 1 AS base_year, 'yoy' AS measure, stated_pct, stated_bound, pct AS computed_pct, pct_low AS computed_low_pct, pct_high AS computed_high_pct,
       growth_basis AS basis,
       CASE WHEN NOT is_stated THEN if(hindrance = '', 'computed_only', 'not_testable')
            WHEN hindrance != '' OR growth_basis != 'nominal' THEN 'not_testable'
            WHEN stated_low > pct_high OR stated_high < pct_low THEN 'contradicts'
            WHEN pct_low IS NULL OR pct_high IS NULL THEN 'not_testable'
            ELSE 'agrees' END AS outcome,
       verdict,
       CASE WHEN hindrance != '' THEN hindrance
            WHEN is_stated AND growth_basis != 'nominal' THEN 'price_basis:' || growth_basis
            WHEN is_stated AND (pct_low IS NULL OR pct_high IS NULL) AND NOT coalesce(stated_low > pct_high OR stated_high < pct_low, false)
            THEN 'bound' ELSE pair_reasons END AS reasons,
       claim_id, sentence
FROM computed
