-- readable (a step's own table): reports from which something could be read.
-- In: claim.
SELECT DISTINCT report_id FROM claim
