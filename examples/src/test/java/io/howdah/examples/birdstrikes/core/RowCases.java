// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The table of rows that Java and Python must judge alike. */
public final class RowCases {
    private RowCases() {}

    /**
     * One row.
     *
     * @param good whether the row is a bird strike
     * @param expected its operator, or the number of the column to blame
     * @param bytes the row, perhaps not UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Case(boolean good, String expected, byte[] bytes) {
        /** The row as Hadoop's Text decodes it. */
        public String line() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public static List<Case> all() throws IOException {
        try (InputStream in = RowCases.class.getResourceAsStream("/birdstrikes/rows.txt")) {
            return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
                    .filter(line -> !line.startsWith("#"))
                    .map(RowCases::parse)
                    .toList();
        }
    }

    private static Case parse(String line) {
        String[] f = line.split(" \\| ", 3);
        return new Case(f[0].equals("ok"), f[1], unescape(f[2]));
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < b.length; i++) {
            if (b[i] != '\\') {
                out.write(b[i]);
                continue;
            }
            switch (b[++i]) {
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(new String(b, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape in: " + text);
            }
        }
        return out.toByteArray();
    }
}
