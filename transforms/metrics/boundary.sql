-- boundary (a step's own table, part of metrics.derived): sums on today's boundaries: what a township and those that merged into it said of a year before.
-- In: filled, place, place_change (into_id = the township that one merged into), indicator. Only what may be summed over townships (additive), and only where
-- every part has a cell that is not not_comparable, of one variant, item, unit and period kind: else there is nothing, and the series stays cut.
WITH RECURSIVE gone AS (  -- a township that merged, where it belongs today, and the first year after; over several mergers
    SELECT township_id AS part_id, into_id AS whole_id, from_year FROM place_change WHERE kind = 'merged' AND into_id != township_id
    UNION
    SELECT g.part_id, p.into_id, g.from_year FROM gone g
    JOIN place_change p ON p.township_id = g.whole_id AND p.kind = 'merged' AND p.into_id != p.township_id AND p.from_year >= g.from_year
), part AS (
    SELECT part_id, whole_id, max(from_year) AS from_year FROM gone
    WHERE whole_id NOT IN (SELECT township_id FROM place_change WHERE kind = 'merged' AND into_id != township_id) GROUP BY part_id, whole_id
), wanted AS (  -- of each year before a merger: the parts of then, and the township itself where it was there
    SELECT DISTINCT p.whole_id, y.year, p.part_id FROM part p JOIN (SELECT DISTINCT year FROM place) y ON y.year < p.from_year
    UNION
    SELECT DISTINCT p.whole_id, o.year, o.township_id FROM part p JOIN place o ON o.township_id = p.whole_id AND o.year < p.from_year AND o.alive
), counted AS (
    SELECT whole_id, year, count(*) AS parts FROM wanted GROUP BY whole_id, year
), summed AS (
    SELECT w.whole_id, w.year, c.indicator, c.variant, c.item, c.unit, c.period_class, count(*) AS parts, sum(c.value)::DECIMAL(38, 9) AS value,
           if(bool_and(c.low IS NOT NULL), sum(c.low), NULL)::DECIMAL(38, 9) AS low,
           if(bool_and(c.high IS NOT NULL), sum(c.high), NULL)::DECIMAL(38, 9) AS high,
           array_to_string(list_sort(list(c.cell_id)), ';') AS inputs, join_reasons(list_sort(list(c.reasons)) || ['boundaries']) AS reasons
    FROM wanted w JOIN filled c ON c.township_id = w.part_id AND c.year = w.year AND c.missing_reason IS NULL AND c.verdict != 'not_comparable'
    JOIN indicator i ON i.code = c.indicator AND i.additive
    WHERE NOT contains(c.reasons, 'variant_unknown')
    GROUP BY w.whole_id, w.year, c.indicator, c.variant, c.item, c.unit, c.period_class
)
SELECT concat_ws(':', 'boundaries', s.indicator, coalesce(s.variant, ''), coalesce(s.item, ''), s.whole_id, s.year) AS derived_id, 'boundaries' AS kind,
       s.indicator, s.variant, s.item, s.whole_id AS township_id, o.at_year.code AS township_code, o.at_year.name AS township, s.year,
       s.value, s.unit, s.low, s.high, s.inputs, verdict_of(s.reasons) AS verdict, s.reasons
FROM summed s JOIN counted n USING (whole_id, year, parts) JOIN place o ON o.township_id = s.whole_id AND o.year = s.year
