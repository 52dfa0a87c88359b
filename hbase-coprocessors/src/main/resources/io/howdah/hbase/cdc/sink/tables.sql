-- Licensed under the Apache License, Version 2.0: see LICENSE.
-- What the JDBC sink keeps in MariaDB or MySQL; it runs these statements when it connects. Times are milliseconds since 1970.

-- The newest life of each table: see "incarnation" in docs/cdc.md.
CREATE TABLE IF NOT EXISTS howdah_cdc_table (
  table_name VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  incarnation BIGINT NOT NULL,
  PRIMARY KEY (table_name)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- The greatest put or delete of each column. kind: 4 put, 12 delete-column.
CREATE TABLE IF NOT EXISTS howdah_cdc_column (
  column_id BINARY(32) NOT NULL,
  family_id BINARY(32) NOT NULL,
  table_name VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  row_key BLOB NOT NULL,
  family VARBINARY(255) NOT NULL,
  qualifier BLOB NOT NULL,
  value LONGBLOB,
  incarnation BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  kind TINYINT NOT NULL,
  seq BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (column_id),
  KEY family (family_id),
  KEY age (kind, applied_at),
  KEY life (table_name, incarnation, applied_at),
  KEY expiry (expires_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Deletes of families and of one version. kind: 14 delete-family (version_ts 0), 10 delete-family-version and
-- 8 delete-version (version_ts their timestamp). scope_id: the column_id of a delete-version, the family_id of the others.
CREATE TABLE IF NOT EXISTS howdah_cdc_delete (
  scope_id BINARY(32) NOT NULL,
  kind TINYINT NOT NULL,
  version_ts BIGINT NOT NULL,
  incarnation BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (scope_id, kind, version_ts),
  KEY age (applied_at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- What a reader of HBase sees.
CREATE OR REPLACE VIEW howdah_cdc_current AS
SELECT c.table_name, c.row_key, c.family, c.qualifier, c.value, c.ts, c.expires_at
FROM howdah_cdc_column c
JOIN howdah_cdc_table t ON t.table_name = c.table_name AND t.incarnation = c.incarnation
WHERE c.kind = 4
  AND (c.expires_at = 0 OR c.expires_at > UNIX_TIMESTAMP(NOW(3)) * 1000)
  AND NOT EXISTS (
    SELECT 1 FROM howdah_cdc_delete f
    WHERE f.scope_id = c.family_id AND f.incarnation = c.incarnation
      AND ((f.kind = 14 AND f.ts >= c.ts) OR (f.kind = 10 AND f.ts = c.ts)))
  AND NOT EXISTS (
    SELECT 1 FROM howdah_cdc_delete v
    WHERE v.scope_id = c.column_id AND v.kind = 8 AND v.version_ts = c.ts AND v.incarnation = c.incarnation);
