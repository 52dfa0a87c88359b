// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A benchmark of this module: what all of them can be asked for, and the table where the figures go. */
abstract class HBaseBench implements Callable<Integer> {
    @Option(names = "--quick", description = "fewer turns or writes; ends within 5 minutes on 2 cores (aggregates: 10)")
    boolean quick;

    /** Null before {@link #run()}. */
    BenchTable table;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows go as a JSON array")
    private Path json;

    @Override
    public final Integer call() throws Exception {
        check();
        table = new BenchTable(spec.commandLine().getOut());
        run();
        table.write(json);
        return 0;
    }

    /** @throws IllegalArgumentException what the benchmark was asked for cannot be done; nothing is printed then */
    abstract void check();

    abstract void run() throws Exception;

    /** @throws IllegalArgumentException when it is less or more than allowed */
    static void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    option + "=" + value + ": not allowed; allowed: " + least + " to " + most);
        }
    }
}
