-- stated (a view of a step's own tables): all cells, filled and blank, without their observation status.
-- In: filled, blank.
SELECT * EXCLUDE (home_code) FROM filled UNION ALL BY NAME FROM blank
