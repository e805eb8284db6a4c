-- 附注和不可比各有多少，为什么 | How many cells carry which reason
SELECT regexp_replace(reason, ':\d.*$', '') AS reason, verdict, count(*) AS cells
FROM (SELECT verdict, unnest(string_split(reasons, ';')) AS reason FROM cell WHERE missing_reason IS NULL AND reasons <> '') GROUP BY ALL ORDER BY cells DESC, reason, verdict
