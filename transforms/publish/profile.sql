-- A township's figures of one year beside the year before, its rank, the county's median and its peers'. $township_id, $year.
WITH own AS (
    SELECT * FROM cell WHERE township_id = $township_id AND year = $year AND value IS NOT NULL AND item IS NULL
), of_the_year AS (
    SELECT c.* FROM cell c WHERE c.year = $year AND c.value IS NOT NULL AND c.item IS NULL AND c.verdict <> 'not_comparable'
), peer AS (SELECT township_id FROM peers($township_id)), medians AS (
    SELECT o.cell_id, median(c.value) FILTER (c.county_code = o.county_code) AS county_median,
           count(*) FILTER (c.county_code = o.county_code) AS county_townships,
           median(c.value) FILTER (c.township_id IN (FROM peer)) AS peer_median, count(*) FILTER (c.township_id IN (FROM peer)) AS peers
    FROM own o JOIN of_the_year c ON c.indicator = o.indicator AND c.variant IS NOT DISTINCT FROM o.variant AND c.unit = o.unit
    GROUP BY o.cell_id
), ranked AS (
    SELECT cell_id, min(rank_low) AS rank_low, max(rank_high) AS rank_high, max(ranked) AS ranked FROM ranking WHERE per = 'total' AND cell_id IS NOT NULL GROUP BY cell_id
)
SELECT o.cell_id, i.name_zh, i.domain, o.variant, o.value, o.value_high, o.unit, o.bound, o.verdict, o.reasons, o.obs_status,
       b.value AS before, b.bound AS before_bound, if(p.verdict <> 'not_comparable', growth_pct(b.value, o.value), NULL) AS growth_pct,
       p.verdict AS pair_verdict, r.rank_low, r.rank_high, r.ranked, m.county_median, m.county_townships, m.peer_median, m.peers,
       k.quote, k.sentence, k.start, k.sentence_start, t.file_name
FROM own o JOIN indicator i ON i.code = o.indicator
LEFT JOIN pair p ON p.right_cell_id = o.cell_id AND p.kind = 'years' AND p.year = o.year - 1
LEFT JOIN cell b ON b.cell_id = p.left_cell_id
LEFT JOIN ranked r ON r.cell_id = o.cell_id LEFT JOIN medians m ON m.cell_id = o.cell_id
LEFT JOIN read.claim k ON k.claim_id = o.claim_id AND k.report_id = o.report_id LEFT JOIN read.report t ON t.report_id = o.report_id
ORDER BY i.core DESC, r.ranked DESC NULLS LAST, i.domain, o.indicator, o.variant NULLS FIRST, o.unit
