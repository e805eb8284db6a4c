-- 所述增速与绝对数矛盾之处 | Where stated growth contradicts the levels
SELECT g.township, g.year, i.name_zh, g.stated_pct, g.computed_pct, g.computed_low_pct, g.computed_high_pct, g.sentence
FROM growth g JOIN indicator i ON i.code = g.indicator WHERE g.outcome = 'contradicts' ORDER BY g.year, g.township_code, g.indicator
