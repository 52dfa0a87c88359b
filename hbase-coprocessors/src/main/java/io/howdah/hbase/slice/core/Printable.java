// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as a person can read and type them: printable ASCII as it is, everything else, and the backslash, as {@code \xNN}
 * (the notation of the HBase shell). {@link #parse} reads what {@link #of} writes, and takes any other character as UTF-8.
 */
public final class Printable {
    private static final int LONGEST = 256;

    private Printable() {}

    /** The bytes, cut after 256 of them for use in messages. */
    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** Like {@link #of(byte[])} for a part of an array. */
    public static String of(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(Math.min(length, LONGEST) + 16);
        for (int i = 0; i < Math.min(length, LONGEST); i++) {
            append(text, bytes[offset + i] & 0xff);
        }
        if (length > LONGEST) {
            text.append("... (").append(length).append(" bytes)");
        }
        return text.toString();
    }

    /** All the bytes, never cut: {@link #parse} gives them back. */
    public static String whole(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            append(text, b & 0xff);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int b) {
        if (b >= ' ' && b < 0x7f && b != '\\') {
            text.append((char) b);
        } else {
            text.append(String.format("\\x%02X", b));
        }
    }

    /**
     * Reads {@code \xNN} escapes and UTF-8.
     *
     * @throws IllegalArgumentException on a backslash that starts no escape
     */
    public static byte[] parse(String text) {
        if (text.indexOf('\\') < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (c == '\\') {
                bytes.write(escaped(text, i));
                i += 4;
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        return bytes.toByteArray();
    }

    private static int escaped(String text, int at) {
        if (at + 4 <= text.length() && text.charAt(at + 1) == 'x') {
            int high = Character.digit(text.charAt(at + 2), 16);
            int low = Character.digit(text.charAt(at + 3), 16);
            if (high >= 0 && low >= 0) {
                return high * 16 + low;
            }
        }
        throw new IllegalArgumentException("'" + text + "': a backslash must start \\xNN with two hexadecimal digits");
    }
}
