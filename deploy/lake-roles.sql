-- 省库的只读角色：在 PostgreSQL 目录库中运行一次 · read-only role of the lake: run once in the PostgreSQL catalog database.
-- 分析员另需 S3 的只读密钥 · analysts also need a read-only S3 key. 写入者建表后的新表也可读 · tables made later are readable, too.
CREATE ROLE xianzhi_analyst LOGIN;
GRANT USAGE ON SCHEMA public TO xianzhi_analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO xianzhi_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO xianzhi_analyst;
