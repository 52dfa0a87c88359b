// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ResourceManager says of its scheduler.
 *
 * @param active whether our scheduler runs
 * @param schedulerClass class that schedules, or that is configured when it is not ours; "unknown" when it does not say
 * @param schedulerType what REST calls it, for example capacityScheduler; "unknown" when it does not say
 * @param packing on, off, or disabled (by failures); "none" when our scheduler does not run
 * @param counters metrics by name; empty when our scheduler does not run
 */
record SchedulerStatus(
        boolean active, String schedulerClass, String schedulerType, String packing, Map<String, Number> counters) {

    private static final String UNKNOWN = "unknown";

    /** Any service: in a JVM with several daemons (a mini cluster) the one that started last gives all sources its name. */
    private static final String BEANS = "/jmx?qry=Hadoop:service=*,name=";

    /**
     * Asks. JMX decides; REST and the configuration page only add to it, and may be closed.
     *
     * @throws IOException when JMX cannot be read
     */
    static SchedulerStatus of(ResourceManagerClient rm) throws IOException {
        Map<String, Object> bean = bean(rm, "HowdahScheduler");
        String type = UNKNOWN;
        try {
            type = text(rm.get("/ws/v1/cluster/scheduler"), "scheduler", "schedulerInfo", "type");
        } catch (IOException e) {
            // A standby, or REST closed to this user: JMX has answered the question already.
        }
        if (bean == null) {
            return new SchedulerStatus(false, configuredClass(rm), type, "none", Map.of());
        }
        Map<String, Number> counters = new LinkedHashMap<>();
        bean.forEach((name, value) -> {
            if (value instanceof Number number) {
                counters.put(name, number);
            }
        });
        Object schedulerClass = bean.getOrDefault("tag.SchedulerClass", UNKNOWN);
        return new SchedulerStatus(true, String.valueOf(schedulerClass), type, packing(counters), counters);
    }

    /** The last decisions, oldest first; null when the ResourceManager has no such bean. */
    static List<?> decisions(ResourceManagerClient rm) throws IOException {
        Map<String, Object> bean = bean(rm, "HowdahSchedulerDecisions");
        return bean == null ? null : bean.get("Decisions") instanceof List<?> list ? list : List.of();
    }

    private static String packing(Map<String, Number> counters) {
        if (counters.getOrDefault("PackingTripped", 0).intValue() != 0) {
            return "disabled";
        }
        return counters.getOrDefault("PackingEnabled", 0).intValue() != 0 ? "on" : "off";
    }

    private static Map<String, Object> bean(ResourceManagerClient rm, String name) throws IOException {
        Object beans = rm.get(BEANS + name).get("beans");
        if (!(beans instanceof List<?> list)) {
            throw new IOException("/jmx has no list of beans; is this a ResourceManager's web address?");
        }
        for (Object bean : list) {
            if (bean instanceof Map<?, ?> map) {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, value) -> copy.put(String.valueOf(key), value));
                return copy;
            }
        }
        return null;
    }

    private static String configuredClass(ResourceManagerClient rm) {
        try {
            return text(rm.get("/conf?name=yarn.resourcemanager.scheduler.class&format=json"), "property", "value");
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String text(Object node, String... path) {
        Object at = node;
        for (String name : path) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at == null ? UNKNOWN : String.valueOf(at);
    }
}
