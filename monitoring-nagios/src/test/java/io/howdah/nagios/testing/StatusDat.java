// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads Nagios' status file. */
public final class StatusDat {
    private StatusDat() {}

    /** The services by description; empty while there is no file. */
    public static Map<String, Map<String, String>> services(Path file) throws IOException {
        Map<String, Map<String, String>> services = new HashMap<>();
        if (!Files.exists(file)) {
            return services;
        }
        Map<String, String> block = new HashMap<>();
        boolean service = false;
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            if (text.endsWith("{")) {
                block = new HashMap<>();
                service = text.startsWith("servicestatus");
            } else if (text.equals("}")) {
                if (service) {
                    services.put(block.get("service_description"), block);
                }
            } else if (text.contains("=")) {
                block.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1));
            }
        }
        return services;
    }
}
