-- metrics.target: what was aimed at, and what came of it.
-- In: told, readable, report, filled, growth, place, indicator, target_kind (seeds/target_kinds.csv).
-- A target joins the result of its own year, from a report given after it; spans are listed, not scored; silence counts only where the later
-- report exists and was read.
WITH aim AS (
    SELECT o.*, r.year AS report_year, r.report_date AS issued_on
    FROM told o JOIN report r USING (report_id)
    WHERE r.superseded_by IS NULL AND o.status = 'target' AND o.scope = 'township'
      AND (o.excluded IN ('status:target', 'span') OR (o.measure IN ('yoy', 'growth') AND o.item_kind IN ('none', 'variant')))
), kinded AS (
    SELECT *, CASE WHEN EXISTS (SELECT 1 FROM target_kind k WHERE contains(clause, k.cue)) THEN 'task' ELSE 'own' END AS target_kind
    FROM aim
), result AS (
    SELECT c.indicator, c.variant, c.item, c.township_id, c.year, c.cell_id, c.value, c.low, c.high, c.unit, c.verdict, c.reasons, c.report_id, c.missing_reason, 'level' AS measure
    FROM filled c WHERE c.missing_reason IS NULL
    UNION ALL
    SELECT g.indicator, g.variant, g.item, g.township_id, g.year, g.cell_id, coalesce(g.stated_pct, g.computed_pct),
           CASE WHEN g.stated_pct IS NULL THEN g.computed_low_pct WHEN g.stated_bound != '<=' THEN g.stated_pct END,
           CASE WHEN g.stated_pct IS NULL THEN g.computed_high_pct WHEN g.stated_bound != '>=' THEN g.stated_pct END, '%', c.verdict, g.reasons, c.report_id, NULL, 'yoy'
    FROM growth g SEMI JOIN (FROM kinded WHERE measure = 'yoy') k USING (indicator, township_id, year)
    JOIN filled c USING (cell_id) WHERE g.stated_pct IS NOT NULL OR g.computed_pct IS NOT NULL
), reported AS (
    SELECT township_id, year, min(report_id) AS report_id, max(report_date) AS report_date FROM report
    WHERE superseded_by IS NULL AND year_kind = 'reviewed' AND kind IN ('annual', 'five_year') GROUP BY township_id, year
), joined AS (
    SELECT k.*, x.cell_id, x.value AS result, x.low AS result_low, x.high AS result_high, x.verdict AS result_verdict, x.reasons AS result_reasons,
           x.report_id AS result_report, y.report_id AS later_report, w.report_id IS NOT NULL AS readable, i.better
    FROM kinded k JOIN indicator i ON i.code = k.indicator
    LEFT JOIN result x ON x.indicator = k.indicator AND x.township_id = k.township_id AND x.year = k.year AND x.measure = k.measure AND x.unit = k.unit
         AND coalesce(x.variant, '') = coalesce(k.variant, '') AND coalesce(x.item, '') = coalesce(k.item, '') AND x.report_id != k.report_id
    LEFT JOIN report rx ON rx.report_id = x.report_id
    LEFT JOIN reported y ON y.township_id = k.township_id AND y.year = k.year AND y.report_id != k.report_id
    LEFT JOIN readable w ON w.report_id = y.report_id
    QUALIFY row_number() OVER (PARTITION BY k.claim_id, k.report_id ORDER BY x.cell_id) = 1
), aimed AS (
    SELECT *, bound = '<=' OR better = 'lower' AS at_most, CASE WHEN bound = '<=' THEN coalesce(high, value) ELSE coalesce(low, value) END AS line FROM joined
)
SELECT a.claim_id || ':' || a.report_id AS target_id, a.indicator, a.variant, a.item, a.township_id, p.at_year.code AS township_code, p.at_year.name AS township,
       a.year, a.target_kind AS kind, a.measure, a.value, a.value_high, a.unit, a.bound, a.issued_on, a.claim_id, a.report_id, a.sentence, a.cell_id, a.result,
       CASE WHEN a.year IS NULL OR a.measure = 'growth' THEN 'span'
            WHEN a.later_report IS NULL AND a.result IS NULL THEN 'no_report'
            WHEN a.result IS NULL THEN if(a.readable, 'not_mentioned', 'not_decided')
            WHEN NOT a.at_most AND a.result_low >= a.line THEN 'met'
            WHEN a.result_verdict = 'not_comparable' OR contains(a.result_reasons, 'year_to_date') THEN 'not_decided'
            WHEN a.at_most AND a.result_high <= a.line THEN 'met'
            WHEN a.at_most AND a.result_low > a.line THEN 'missed'
            WHEN NOT a.at_most AND a.result_high < a.line THEN 'missed'
            ELSE 'not_decided' END AS outcome,
       coalesce(a.result_reasons, '') AS reasons
FROM aimed a JOIN place p ON p.township_id = a.township_id AND p.year = coalesce(a.year, a.report_year)
