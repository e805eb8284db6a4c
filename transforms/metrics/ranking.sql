-- metrics.ranking: places of a county's townships by indicator, variant, item, year and period kind.
-- In: cell, indicator, township. Ranked only where at least $share of the townships alive have a cell that is not not_comparable;
-- overlapping bounds share a range of places; who is missing is counted and, by the view of the release, named.
WITH alive AS (
    SELECT y.year, t.county_code, count(DISTINCT t.township_id) AS townships
    FROM (SELECT DISTINCT year FROM cell) y JOIN township t
      ON coalesce(t.valid_from, DATE '0001-01-01') <= make_date(y.year, 12, 31) AND coalesce(t.valid_to, DATE '9999-12-31') >= make_date(y.year, 12, 31)
    GROUP BY y.year, t.county_code
), fit AS (
    SELECT c.cell_id, c.indicator, c.variant, c.item, c.township_id, c.township_code, c.township, c.county_code, c.county, c.year, c.period_class,
           c.unit, c.value, c.verdict, c.reasons, c.claim_id, c.low, c.high
    FROM cell c JOIN indicator i ON i.code = c.indicator
    WHERE c.missing_reason IS NULL AND c.verdict != 'not_comparable' AND c.item_listed
      AND NOT (c.variant IS NULL AND i.bare_variant = 'unknown') AND NOT (c.item IS NULL AND NOT i.item_total)
), grp AS (  -- one variant, item and period kind of one year in one county
    SELECT f.county_code, f.indicator, coalesce(f.variant, '') AS variant, coalesce(f.item, '') AS item, f.year, f.period_class, f.unit,
           row_number() OVER () AS grp_no, count(*) AS ranked, any_value(a.townships) AS townships
    FROM fit f JOIN alive a USING (year, county_code)
    GROUP BY ALL HAVING count(*) > 1 AND count(*) >= $share * any_value(a.townships)
), enough AS (
    SELECT f.*, g.grp_no, g.ranked, g.townships
    FROM fit f JOIN grp g ON g.county_code = f.county_code AND g.indicator = f.indicator AND g.variant = coalesce(f.variant, '')
         AND g.item = coalesce(f.item, '') AND g.year = f.year AND g.period_class = f.period_class AND g.unit = f.unit
), edge AS (  -- both ends of every interval
    SELECT grp_no, low AS mark, 1 AS lows, 0 AS highs FROM enough WHERE low IS NOT NULL
    UNION ALL SELECT grp_no, high, 0, 1 FROM enough WHERE high IS NOT NULL
), mark AS (
    SELECT grp_no, mark, sum(lows)::BIGINT AS lows, sum(highs)::BIGINT AS highs FROM edge GROUP BY grp_no, mark
), passed AS (  -- strictly above and below each mark
    SELECT grp_no, mark, sum(lows) OVER whole - sum(lows) OVER upto AS lows_above, sum(highs) OVER upto - highs AS highs_below
    FROM mark
    WINDOW whole AS (PARTITION BY grp_no), upto AS (PARTITION BY grp_no ORDER BY mark ROWS UNBOUNDED PRECEDING)
)
SELECT e.cell_id, e.indicator, e.variant, e.item, e.township_id, e.township_code, e.township, e.county_code, e.county, e.year, e.period_class,
       e.unit, e.value, e.verdict, e.reasons, e.claim_id,
       (1 + coalesce(h.lows_above, 0))::INTEGER AS rank_best, (e.ranked - coalesce(l.highs_below, 0))::INTEGER AS rank_worst,
       e.ranked::INTEGER AS ranked, e.townships::INTEGER AS townships, (e.townships - e.ranked)::INTEGER AS not_ranked
FROM enough e
LEFT JOIN passed h ON h.grp_no = e.grp_no AND h.mark = e.high
LEFT JOIN passed l ON l.grp_no = e.grp_no AND l.mark = e.low
