-- 乡镇的更名、撤并 | Townships renamed, merged, upgraded
SELECT p.township_id, t.name, p.kind, p.from_year, t.valid_from, t.valid_to FROM place_change p JOIN township t USING (township_id) ORDER BY p.township_id, p.from_year, t.valid_from NULLS FIRST
