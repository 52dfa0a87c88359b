// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.birdstrikes.BirdStrikeBulkLoad;
import io.howdah.examples.birdstrikes.LoadOptions;
import io.howdah.examples.birdstrikes.LoadResult;
import io.howdah.examples.birdstrikes.StrikeTable;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;

/** The rows as HFiles, written by a job and handed to the region servers without a single put. */
final class BulkLoadStep implements DemoStep {

    static final TableName TABLE = TableName.valueOf(StrikeTable.NAME);

    @Override
    public String title() {
        return "HFiles by MapReduce, bulk load into HBase";
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        // Job and table live on both: the job's client needs YARN's and HBase's addresses.
        Configuration both = new Configuration(context.stack().configuration());
        LoadOptions options = LoadOptions.defaults()
                .withTable(TABLE)
                .withCoprocessor(context.has(Plugin.HBASE_COPROCESSORS) ? LoadOptions.DEFAULT_COPROCESSOR : "")
                // The containers run on this JVM's class path, which has HBase.
                .withShipJars(false);
        LoadResult load = BirdStrikeBulkLoad.run(both, LoadRowsStep.TABLE, options);
        long expected = context.result(LoadRowsStep.Rows.class).count();
        StepFailure.unless(load.rows() == expected, "loaded " + load.rows() + " rows, the file has " + expected);
        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "%,d rows in %d HFiles (%,d KB) for %d regions: the job took %.1f s, the load %.1f s.",
                        load.rows(),
                        load.hfiles(),
                        load.hfileBytes() >> 10,
                        load.regions(),
                        load.job().toMillis() / 1000.0,
                        load.load().toMillis() / 1000.0))
                .evidence("HFiles handed over", load.hfiles())
                .evidence("rows in the file = rows loaded", expected + " = " + load.rows())
                .command("hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.BirdStrikeBulkLoad"
                        + " --input /data/birdstrikes.csv --table birdstrikes --coprocessor "
                        + LoadOptions.DEFAULT_COPROCESSOR);
    }
}
