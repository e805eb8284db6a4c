-- 各乡镇目标完成了几成 | How many of its targets each township met
SELECT township_id, arg_max(township, year) AS township, count(*) FILTER (outcome = 'met') AS met, count(*) FILTER (outcome = 'missed') AS missed,
       count(*) FILTER (outcome = 'not_mentioned') AS not_mentioned, count(*) FILTER (outcome NOT IN ('met', 'missed', 'not_mentioned')) AS undecided
FROM target GROUP BY township_id ORDER BY township_id
