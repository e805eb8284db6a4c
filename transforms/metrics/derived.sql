-- metrics.derived: figures computed from cells, apart from what was reported: per head, per 亩, and sums on today's boundaries (boundary.sql).
-- In: filled, boundary, derive_rule (seeds/derived.csv). The denominator is the stated 常住人口 of the same year, else 户籍 with a caveat, else another year's with a
-- caveat naming it; other denominators: the same year's, else the nearest year's with a caveat.
WITH wanted AS (
    SELECT r.kind, r.denominator, r.unit AS derived_unit, c.*
    FROM filled c JOIN derive_rule r ON r.indicator = c.indicator
    WHERE c.missing_reason IS NULL AND c.verdict != 'not_comparable' AND c.item IS NULL AND starts_with(r.unit, c.unit || '/')
), below AS (
    SELECT township_id, year, indicator, coalesce(variant, '') AS variant, cell_id, value, low, high, reasons
    FROM filled WHERE missing_reason IS NULL AND verdict != 'not_comparable' AND item IS NULL AND value > 0
      AND (indicator != 'population' OR variant IN ('常住', '户籍'))
      AND indicator IN (SELECT denominator FROM derive_rule)
), chosen AS (
    SELECT w.township_id, w.year, w.denominator,
           arg_min(struct_pack(cell_id := b.cell_id, value := b.value, low := b.low, high := b.high, reasons := b.reasons, year := b.year, variant := b.variant),
                   struct_pack(other_year := b.year != w.year, far := abs(b.year - w.year), registered := b.variant = '户籍', later := b.year > w.year)) AS d
    FROM (SELECT DISTINCT township_id, year, denominator FROM wanted) w
    JOIN below b ON b.township_id = w.township_id AND b.indicator = w.denominator
    GROUP BY w.township_id, w.year, w.denominator
), reasoned AS (
    SELECT w.*, c.d, CASE WHEN c.d.year != w.year THEN 'denominator:' || c.d.variant || c.d.year WHEN c.d.variant = '户籍' THEN 'denominator:户籍' ELSE '' END AS caveat
    FROM wanted w JOIN chosen c USING (township_id, year, denominator)
)
SELECT concat_ws(':', kind, cell_id) AS derived_id, kind, indicator, variant, item, township_id, township_code, township, year,
       ratio_of(value, d.value) AS value, derived_unit AS unit, ratio_of(low, d.high) AS low, ratio_of(high, d.low) AS high,
       cell_id || ';' || d.cell_id AS inputs,
       verdict_of(CASE WHEN reasons = '' AND d.reasons = '' THEN caveat ELSE join_reasons([reasons, d.reasons, caveat]) END) AS verdict,
       CASE WHEN reasons = '' AND d.reasons = '' THEN caveat ELSE join_reasons([reasons, d.reasons, caveat]) END AS reasons
FROM reasoned WHERE ratio_of(value, d.value) IS NOT NULL
UNION ALL BY NAME FROM boundary
