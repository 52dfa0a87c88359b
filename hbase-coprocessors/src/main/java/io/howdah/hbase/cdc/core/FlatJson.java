// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects whose members are texts and whole numbers: all that the envelope and the dead-letter file need. */
final class FlatJson {
    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException with the position, if it is anything else */
    static Map<String, Object> read(String text) {
        FlatJson json = new FlatJson(text);
        Map<String, Object> members = new LinkedHashMap<>();
        json.expect('{');
        if (json.peek() != '}') {
            do {
                String name = json.string();
                json.expect(':');
                members.put(name, json.peek() == '"' ? json.string() : (Object) json.number());
            } while (json.skip(','));
        }
        json.expect('}');
        json.peek();
        if (json.at < text.length()) {
            throw json.bad("nothing may follow");
        }
        return members;
    }

    static void quote(StringBuilder json, String value) {
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20) {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw bad("'" + c + "' expected");
        }
    }

    private Long number() {
        int from = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Long.valueOf(text.substring(from, at));
        } catch (NumberFormatException e) {
            throw bad("a text or a whole number expected");
        }
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw bad("the text does not end");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : '\0';
        switch (c) {
            case '"', '\\', '/':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                if (at + 4 <= text.length()) {
                    try {
                        char code = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                        at += 4;
                        return code;
                    } catch (NumberFormatException e) {
                        throw bad("four hexadecimal digits expected");
                    }
                }
                throw bad("four hexadecimal digits expected");
            default:
                throw bad("no such escape");
        }
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("not JSON as expected, at character " + at + ": " + what);
    }
}
