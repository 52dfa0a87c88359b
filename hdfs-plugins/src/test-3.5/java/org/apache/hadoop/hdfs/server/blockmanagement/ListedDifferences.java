// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Holds the table of CONFORMANCE.md against the run: a case that is listed there must fail, every other must pass. A
 * listed case that passes means the table is out of date, unless it is listed as differing by chance.
 */
final class ListedDifferences implements InvocationInterceptor {
    private static final Pattern ROW = Pattern.compile("\\| (\\w+ConformanceIT) \\| (\\w+(?: \\(by chance\\))?) \\|.*");

    /** {@return class.method of the listed cases} */
    static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        for (String line : Files.readAllLines(document())) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                listed.add(row.group(1) + "." + row.group(2));
            }
        }
        return listed;
    }

    /** The reduced POM of the shaded jar makes target/ the base directory of what runs after it. */
    private static Path document() {
        Path here = Path.of("CONFORMANCE.md");
        return Files.exists(here) ? here : Path.of("..", "CONFORMANCE.md");
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        String name = context.getRequiredTestClass().getSimpleName() + "."
                + method.getExecutable().getName();
        boolean byChance = listed().contains(name + " (by chance)");
        if (!byChance && !listed().contains(name)) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (AssertionError expected) {
            return;
        }
        if (byChance) {
            return;
        }
        throw new AssertionError(name + " is listed in CONFORMANCE.md but does not differ any more");
    }
}
