-- 从此按编号升级 · numbered from here on: workshops made before have no number. Tables and columns that are only new come from the registry.
SELECT 1;
