// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Class names among the settings: checked before anything starts, and found again in what a failed start reports. */
final class PluginClasses {
    private static final Pattern KEY =
            Pattern.compile(".*[.-](class|classes|classname|impl)|.*\\.node\\.switch\\.mapping\\.impl");
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_][\\w]*(\\.[A-Za-z_$][\\w$]*)+");

    private PluginClasses() {}

    /**
     * Every class named by one of the settings must be on the class path. Classes of MapReduce jobs are left out: they may
     * be in a job's jar.
     *
     * @throws StackException which names service, key and class
     */
    static void check(Service service, Map<String, String> settings) {
        settings.forEach((key, value) -> {
            for (String name : in(key, value)) {
                try {
                    Class.forName(name, false, Thread.currentThread().getContextClassLoader());
                } catch (ClassNotFoundException | LinkageError e) {
                    throw new StackException(
                            service.title() + ": " + key + " = " + value + ": class " + name
                                    + " is not on the class path",
                            e);
                }
            }
        });
    }

    /** The class names in a value: separated by commas, each perhaps followed by HBase's {@code |priority|arguments}. */
    static List<String> in(String key, String value) {
        List<String> names = new ArrayList<>();
        if (KEY.matcher(key).matches() && !key.startsWith("mapreduce.") && !key.startsWith("mapred.")) {
            for (String item : value.split(",")) {
                int bar = item.indexOf('|');
                String name = (bar < 0 ? item : item.substring(0, bar)).trim();
                if (CLASS_NAME.matcher(name).matches()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Names the configured class whose code is on the stack of the failure, as {@code key = class}, or "". */
    static String guiltyOf(Throwable failure, Map<String, String> settings) {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            for (String name : in(setting.getKey(), setting.getValue())) {
                for (Throwable t = failure; t != null; t = t.getCause() == t ? null : t.getCause()) {
                    if (mentions(t, name)) {
                        return setting.getKey() + " = " + name;
                    }
                }
            }
        }
        return "";
    }

    private static boolean mentions(Throwable t, String className) {
        for (StackTraceElement element : t.getStackTrace()) {
            if (element.getClassName().equals(className)
                    || element.getClassName().startsWith(className + "$")) {
                return true;
            }
        }
        return t.getMessage() != null && t.getMessage().contains(className);
    }
}
