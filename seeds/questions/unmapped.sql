-- 目录里没有的指标：谁说过什么 | What was said that no indicator covers
SELECT coalesce(nullif(k.subject, ''), k.item) AS subject, k.unit, count(*) AS claims, count(DISTINCT r.township_id) AS townships, min(k.sentence) AS example
FROM read.claim k JOIN read.report r USING (report_id) WHERE k.indicator IS NULL AND r.superseded_by IS NULL
GROUP BY ALL ORDER BY claims DESC, subject, unit LIMIT 50
