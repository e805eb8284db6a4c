-- told (a step's own table): every observation that metrics speak of, with its sentence, and the clause that a target stands in.
-- In: observation, claim.
SELECT o.claim_id, o.report_id, o.indicator, o.variant, o.item, o.item_kind, o.scope, o.township_id, o.year, o.value, o.value_high, o.unit, o.bound,
       o.measure, o.status, o.period_start, o.period_end, o.as_of, o.period_class, o.low, o.high, o.rounding, o.reasons, o.excluded, o.item_listed,
       o.value_stated, o.unit_stated, o.correction_id, o.text_start, c.sentence,
       CASE WHEN o.status = 'target' THEN regexp_extract(left(c.sentence, greatest(c.start - c.sentence_start, 0)), '[^，。；,;]*$') || c.subject END AS clause
FROM observation o LEFT JOIN claim c USING (claim_id, report_id)
WHERE o.excluded IS NULL OR o.measure IN ('yoy', 'growth') OR o.status = 'target'
