// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Draws the rows of a benchmark as horizontal bars on a logarithmic axis, ours beside each peer. */
public final class BenchBars {
    private static final int LABEL = 470;
    private static final int BARS = 430;
    private static final int ROW = 34;
    private static final int TOP = 54;

    private BenchBars() {}

    /** {@return where the plot of a JSON file goes: the same name with the ending svg} */
    public static Path beside(Path json) {
        String name = json.getFileName().toString();
        return json.resolveSibling(
                name.endsWith(".json") ? name.substring(0, name.length() - 5) + ".svg" : name + ".svg");
    }

    /** {@return an SVG; values of 0 have no bar} */
    public static String svg(String title, List<BenchTable.Row> rows) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (BenchTable.Row row : rows) {
            for (double value : new double[] {row.ours(), row.peerValue()}) {
                low = value > 0 && Double.isFinite(value) ? Math.min(low, value) : low;
                high = Double.isFinite(value) ? Math.max(high, value) : high;
            }
        }
        double from = Math.floor(Math.log10(Math.min(low, 1)) - 0.2);
        double to = Math.max(from + 1, Math.log10(Math.max(high, 1)));
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"11\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n"
                        + "<text x=\"12\" y=\"22\" font-weight=\"bold\" font-size=\"13\">%s</text>%n"
                        + "<rect x=\"12\" y=\"32\" width=\"12\" height=\"10\" fill=\"#0b5394\"/><text x=\"28\" y=\"41\">ours</text>%n"
                        + "<rect x=\"72\" y=\"32\" width=\"12\" height=\"10\" fill=\"#cc4125\"/><text x=\"88\" y=\"41\">peer (named in each row)</text>%n",
                LABEL + BARS + 90,
                TOP + rows.size() * ROW + 12,
                escape(title)));
        for (int i = 0; i < rows.size(); i++) {
            BenchTable.Row row = rows.get(i);
            int y = TOP + i * ROW;
            text(svg, LABEL - 8, y + 11, "end", row.name() + "  " + row.metric());
            text(svg, LABEL - 8, y + 24, "end", row.peer());
            bar(svg, y + 2, row.ours(), from, to, "#0b5394");
            bar(svg, y + 15, row.peerValue(), from, to, "#cc4125");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void bar(StringBuilder svg, int y, double value, double from, double to, String colour) {
        double width =
                value > 0 && Double.isFinite(value) ? Math.max(1, (Math.log10(value) - from) / (to - from) * BARS) : 0;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"11\" fill=\"%s\"/>%n",
                LABEL,
                y,
                width,
                colour));
        text(svg, LABEL + width + 5, y + 10, "start", BenchTable.number(value));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
