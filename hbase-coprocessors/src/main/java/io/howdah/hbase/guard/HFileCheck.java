// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.Violation;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;

/** Reads a file that is to be loaded, cell by cell, past the block cache, and holds it against the rules on cells. */
final class HFileCheck {
    private final CellRules rules;
    private final Configuration conf;

    HFileCheck(CellRules rules, Configuration conf) {
        this.rules = rules;
        this.conf = conf;
    }

    /** @return null: the file may be loaded; else what to say */
    String check(byte[] family, String file) throws IOException {
        Path path = new Path(file);
        try (HFile.Reader reader =
                HFile.createReader(path.getFileSystem(conf), path, CacheConfig.DISABLED, true, conf)) {
            HFileScanner scanner = reader.getScanner(conf, false, false);
            for (boolean more = scanner.seekTo(); more; more = scanner.next()) {
                Cell cell = scanner.getCell();
                if (cell.getType() == Cell.Type.Put) {
                    Violation violation = rules.check(family, List.of(cell));
                    if (violation != null) {
                        return violation.message(CellUtil.cloneRow(cell)) + " (file " + path.getName() + ")";
                    }
                }
            }
        }
        return null;
    }
}
