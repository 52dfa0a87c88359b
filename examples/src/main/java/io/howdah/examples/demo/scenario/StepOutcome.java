// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import io.howdah.examples.demo.report.Chart;
import io.howdah.examples.demo.report.DemoReport;
import io.howdah.examples.demo.report.Section;
import io.howdah.examples.demo.report.Table;
import java.util.ArrayList;
import java.util.List;

/** What a step has to say; filled while the step runs, on one thread. */
public final class StepOutcome {

    private final String summary;
    private final List<Section.Evidence> evidence = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Chart> charts = new ArrayList<>();
    private final List<DemoReport.Tile> tiles = new ArrayList<>();
    private String command = "";

    private StepOutcome(String summary) {
        this.summary = summary;
    }

    /** Starts with what happened, in one or two sentences. */
    public static StepOutcome of(String summary) {
        return new StepOutcome(summary);
    }

    public StepOutcome evidence(String what, Object value) {
        evidence.add(new Section.Evidence(what, String.valueOf(value)));
        return this;
    }

    public StepOutcome table(Table table) {
        tables.add(table);
        return this;
    }

    public StepOutcome chart(Chart chart) {
        charts.add(chart);
        return this;
    }

    /** A figure for the top of the report. */
    public StepOutcome tile(String value, String label, String remark) {
        tiles.add(new DemoReport.Tile(value, label, remark));
        return this;
    }

    /** What a user types for this on a real cluster. */
    public StepOutcome command(String line) {
        command = line;
        return this;
    }

    public String summary() {
        return summary;
    }

    public List<Section.Evidence> evidence() {
        return evidence;
    }

    public List<Table> tables() {
        return tables;
    }

    public List<Chart> charts() {
        return charts;
    }

    public List<DemoReport.Tile> tiles() {
        return tiles;
    }

    public String command() {
        return command;
    }
}
