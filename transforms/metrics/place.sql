-- place (a step's own table): each township in each year: name, code and county at the year's end, whether it was alive, its home county.
-- In: township (dated rows), told, report. Before or after its life a township keeps the nearest name. Home = county of its last row.
WITH years AS (
    SELECT unnest(range(min(year), max(year) + 1))::INTEGER AS year
    FROM (SELECT year FROM report UNION ALL SELECT year FROM told WHERE year IS NOT NULL)
), home AS (
    SELECT township_id, arg_max(county_code, struct_pack(a := coalesce(valid_to, DATE '9999-12-31'), b := coalesce(valid_from, DATE '0001-01-01'), c := code)) AS home_code
    FROM township GROUP BY township_id
), needed AS (  -- counties with a report only
    SELECT township_id, home_code FROM home WHERE home_code IN (SELECT home_code FROM home JOIN report USING (township_id))
)
SELECT n.township_id, y.year, n.home_code, bool_or(in_force(t.valid_from, t.valid_to, y.year)) AS alive,
       arg_min(struct_pack(code := t.code, name := t.name, county_code := t.county_code, county := t.county), struct_pack(
           outside := NOT in_force(t.valid_from, t.valid_to, y.year),
           far := abs(y.year - coalesce(year(t.valid_from), year(t.valid_to), y.year)), code := t.code, name := t.name)) AS at_year
FROM needed n CROSS JOIN years y JOIN township t USING (township_id)
GROUP BY n.township_id, y.year, n.home_code
