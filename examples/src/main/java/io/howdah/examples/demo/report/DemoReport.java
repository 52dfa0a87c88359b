// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that the page shows.
 *
 * @param started when the demo began, UTC
 * @param took until the report was written
 * @param input the file the rows came from, its name only
 * @param platform versions and machine, one line each
 * @param tiles the few figures at the top
 */
public record DemoReport(
        Instant started, Duration took, String input, List<String> platform, List<Tile> tiles, List<Section> sections) {

    /** A figure, its unit or a short remark, and what it is. */
    public record Tile(String value, String label, String remark) {}

    public DemoReport {
        platform = List.copyOf(platform);
        tiles = List.copyOf(tiles);
        sections = List.copyOf(sections);
    }

    public boolean passed() {
        return sections.stream().allMatch(Section::passed);
    }
}
