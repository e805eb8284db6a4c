-- core.candidate: every observation that could fill a cell, who won, and why the others lost.
-- In: observation (core.observation), report (read.report), held (claim_id, check_name: rows that a warning check holds back).
-- Preference, first difference decides (docs/design.md, Choice): not barred · own report before later ones, the nearest first · flows: whole
-- year, year to date, part; stocks: latest as_of · actual before estimate · exact, bounded, approximate · annual before other kinds ·
-- first in the text. One BIGINT holds them, most important bits first.
WITH report_rank AS (
    SELECT report_id, year AS report_year, superseded_by IS NOT NULL AS superseded,
           CASE kind WHEN 'annual' THEN 0 WHEN 'five_year' THEN 1 WHEN 'plan' THEN 2 WHEN 'half_year' THEN 3 ELSE 4 END AS p_kind
    FROM report
), hold AS (
    SELECT claim_id, string_agg(DISTINCT check_name, '+' ORDER BY check_name) AS checks FROM held GROUP BY claim_id
), eligible AS (
    SELECT o.claim_id, o.report_id, o.value, o.rounding, o.bound = '=' AND o.value_high IS NULL AS plain, o.text_start, o.reading,
           concat_ws(':', o.indicator, coalesce(o.variant, ''), coalesce(o.item, ''), o.township_id, o.year) AS cell_id,
           CASE WHEN r.superseded THEN 'superseded' WHEN h.claim_id IS NOT NULL THEN 'held:' || h.checks END AS barred,
           CASE WHEN r.report_year >= o.year THEN least(r.report_year - o.year, 60) ELSE 63 END AS p_report,
           CASE WHEN o.reading = 'stock' THEN coalesce(date_diff('day', o.as_of, make_date(o.year, 12, 31)), 400)
                WHEN o.period_class = 'whole' THEN 0 WHEN o.period_class = 'year_to_date' THEN 1
                ELSE 2 + 366 - date_diff('day', o.period_start, coalesce(o.as_of, o.period_end)) END AS p_period,
           CASE o.status WHEN 'actual' THEN 0 ELSE 1 END AS p_status,
           CASE WHEN o.bound = '~' THEN 2 WHEN o.bound = '=' AND o.value_high IS NULL THEN 0 ELSE 1 END AS p_bound,
           r.p_kind
    FROM observation o
    JOIN report_rank r USING (report_id)
    LEFT JOIN hold h ON h.claim_id = o.claim_id
    WHERE o.excluded IS NULL AND o.year IS NOT NULL
), preference AS (
    SELECT *, ((barred IS NOT NULL)::BIGINT << 60) | (p_report::BIGINT << 50) | (greatest(p_period, 0)::BIGINT << 40)
              | (p_status::BIGINT << 38) | (p_bound::BIGINT << 36) | (p_kind::BIGINT << 32) AS pref
    FROM eligible
), winner AS (
    SELECT cell_id, min({'pref': pref, 'text_start': text_start, 'claim_id': claim_id, 'report_id': report_id}) AS best, count(*) AS runners
    FROM preference GROUP BY cell_id
), against AS (
    SELECT p.cell_id, p.claim_id, p.report_id, p.barred, p.pref, w.best.pref AS best_pref, p.claim_id = w.best.claim_id AND p.report_id = w.best.report_id AS is_best,
           p.value, p.rounding, p.plain, p.reading, w.runners
    FROM preference p JOIN winner w USING (cell_id)
), rival AS (  -- cells with more than one candidate only: what the best one says
    SELECT cell_id, report_id, value, rounding, plain FROM against WHERE is_best AND runners > 1
), judged AS (
    SELECT a.*,
           a.pref = a.best_pref AND NOT a.is_best AND a.report_id = b.report_id AND a.plain AND b.plain
               AND abs(a.value - b.value) > a.rounding + b.rounding AS conflicts,
           abs(a.value - b.value) <= a.rounding + b.rounding AS agrees
    FROM against a LEFT JOIN rival b USING (cell_id)
), conflict AS (
    SELECT DISTINCT cell_id FROM judged WHERE conflicts AND barred IS NULL
)
SELECT j.cell_id, j.claim_id, j.report_id, j.is_best AND j.barred IS NULL AS won,
       CASE WHEN j.barred IS NOT NULL THEN j.barred
            WHEN j.is_best AND c.cell_id IS NOT NULL THEN 'conflict'
            WHEN j.is_best AND j.runners = 1 THEN 'only'
            WHEN j.is_best THEN 'best'
            WHEN (j.pref >> 50) != (j.best_pref >> 50) THEN 'other_report'
            WHEN (j.pref >> 40) != (j.best_pref >> 40) THEN if(j.reading = 'stock', 'older_as_of', 'shorter_period')
            WHEN (j.pref >> 38) != (j.best_pref >> 38) THEN 'estimate'
            WHEN (j.pref >> 36) != (j.best_pref >> 36) THEN 'less_exact'
            WHEN (j.pref >> 32) != (j.best_pref >> 32) THEN 'report_kind'
            WHEN j.conflicts THEN 'conflict'
            WHEN j.agrees THEN 'same_figure'
            ELSE 'later_in_text' END AS reason
FROM judged j LEFT JOIN conflict c USING (cell_id)
