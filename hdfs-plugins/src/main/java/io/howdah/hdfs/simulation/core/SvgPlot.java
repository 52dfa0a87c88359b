// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Line plots side by side as one SVG, both axes logarithmic: what a change of scatter width does spans orders of
 * magnitude. Colours differ in lightness too, and each line has its own marker.
 */
public final class SvgPlot {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 340;
    private static final int LEFT = 72;
    private static final int RIGHT = 16;
    private static final int TOP = 40;
    private static final int BOTTOM = 96;
    private static final String[] COLOURS = {"#0b5394", "#cc4125", "#38761d", "#674ea7"};
    private static final String[] DASHES = {"", "6 4", "2 3", "8 3 2 3"};

    private SvgPlot() {}

    /** A point; both coordinates above 0, others are left out. */
    public record Point(double x, double y) {}

    /** A line with its name. */
    public record Line(String name, List<Point> points) {}

    /** One plot: its title, what the axes are, its lines. */
    public record Panel(String title, String x, String y, List<Line> lines) {}

    /** {@return the panels side by side} */
    public static String render(List<Panel> panels) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                panels.size() * WIDTH,
                HEIGHT));
        for (int i = 0; i < panels.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d 0)\">%n", i * WIDTH));
            panel(svg, panels.get(i));
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, Panel panel) {
        List<Point> shown = new ArrayList<>();
        panel.lines().forEach(line -> shown.addAll(visible(line)));
        double[] xRange = range(shown.stream().mapToDouble(Point::x));
        double[] yRange = range(shown.stream().mapToDouble(Point::y));
        DoubleUnaryOperator x = scale(xRange, LEFT, WIDTH - RIGHT);
        DoubleUnaryOperator y = scale(yRange, HEIGHT - BOTTOM, TOP);
        text(svg, WIDTH / 2.0, 20, "middle", "bold", panel.title());
        for (double tick : ticks(xRange)) {
            double at = x.applyAsDouble(tick);
            rule(svg, at, TOP, at, HEIGHT - BOTTOM, "#e0e0e0");
            text(svg, at, HEIGHT - BOTTOM + 16, "middle", "normal", number(tick));
        }
        for (double tick : ticks(yRange)) {
            double at = y.applyAsDouble(tick);
            rule(svg, LEFT, at, WIDTH - RIGHT, at, "#e0e0e0");
            text(svg, LEFT - 6, at + 4, "end", "normal", number(tick));
        }
        rule(svg, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "#404040");
        rule(svg, LEFT, TOP, LEFT, HEIGHT - BOTTOM, "#404040");
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 34, "middle", "normal", panel.x());
        svg.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + HEIGHT - BOTTOM) / 2,
                escape(panel.y())));
        for (int i = 0; i < panel.lines().size(); i++) {
            line(svg, panel.lines().get(i), i, x, y);
            double legend = HEIGHT - BOTTOM + 52 + 16 * i;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
                    LEFT,
                    legend - 4,
                    LEFT + 28,
                    legend - 4,
                    COLOURS[i % COLOURS.length],
                    DASHES[i % DASHES.length]));
            text(svg, LEFT + 36, legend, "start", "normal", panel.lines().get(i).name());
        }
    }

    private static void line(StringBuilder svg, Line line, int i, DoubleUnaryOperator x, DoubleUnaryOperator y) {
        String colour = COLOURS[i % COLOURS.length];
        StringBuilder path = new StringBuilder();
        for (Point point : visible(line)) {
            path.append(
                    String.format(Locale.ROOT, "%.1f,%.1f ", x.applyAsDouble(point.x()), y.applyAsDouble(point.y())));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"/>%n",
                path.toString().trim(),
                colour,
                DASHES[i % DASHES.length]));
        for (Point point : visible(line)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: %s, %s</title></circle>%n",
                    x.applyAsDouble(point.x()),
                    y.applyAsDouble(point.y()),
                    colour,
                    escape(line.name()),
                    number(point.x()),
                    number(point.y())));
        }
    }

    private static List<Point> visible(Line line) {
        return line.points().stream().filter(p -> p.x() > 0 && p.y() > 0).toList();
    }

    private static double[] range(DoubleStream values) {
        double[] all = values.toArray();
        OptionalDouble low = DoubleStream.of(all).min();
        OptionalDouble high = DoubleStream.of(all).max();
        double from = Math.floor(Math.log10(low.orElse(1)) + 1e-9);
        double to = Math.ceil(Math.log10(high.orElse(10)) - 1e-9);
        return new double[] {from, Math.max(to, from + 1)};
    }

    private static DoubleUnaryOperator scale(double[] range, double start, double end) {
        return value -> start + (Math.log10(value) - range[0]) / (range[1] - range[0]) * (end - start);
    }

    private static List<Double> ticks(double[] range) {
        List<Double> ticks = new ArrayList<>();
        int step = (int) Math.ceil((range[1] - range[0]) / 8);
        for (double power = range[0]; power <= range[1]; power += step) {
            ticks.add(Math.pow(10, power));
        }
        return ticks;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 0.0009 || size >= 100_000)) {
            return String.format(Locale.ROOT, "%.1e", value).replace(".0e", "e").replaceAll("e([+-])0", "e$1");
        }
        return BigDecimal.valueOf(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static void rule(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String weight, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                weight,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
