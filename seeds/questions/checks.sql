-- 本版本未通过的检查 | Checks that did not pass in this release
SELECT layer, check_id, kind, outcome, failing, message_zh, message_en FROM ops.check_result WHERE outcome IN ('fail', 'error') ORDER BY kind, layer, check_id
