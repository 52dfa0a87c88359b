// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * The test class needs these programs. Where one is missing the class is skipped with a line that names it; with
 * {@code CI=true} in the environment it fails instead, so that a skip cannot go unnoticed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresServers.Check.class)
public @interface RequiresServers {
    /** Programs on the PATH or in /usr/sbin, or absolute paths; {@code root} for the account. */
    String[] value();

    /** Looks once, before the first test of the class. */
    final class Check implements BeforeAllCallback {
        private final Function<String, String> environment;
        private final Predicate<String> present;

        Check() {
            this(System::getenv, Check::isInstalled);
        }

        Check(Function<String, String> environment, Predicate<String> present) {
            this.environment = environment;
            this.present = present;
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            RequiresServers needed = context.getRequiredTestClass().getAnnotation(RequiresServers.class);
            check(needed.value());
        }

        void check(String... programs) {
            List<String> missing = new ArrayList<>();
            for (String program : programs) {
                if (!present.test(program)) {
                    missing.add(program);
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            String reason = "SKIPPED: " + String.join(", ", missing) + "; enable with: bin/test --install";
            if ("true".equals(environment.apply("CI"))) {
                throw new AssertionError(reason + " (CI=true: a skip is a failure)");
            }
            throw new TestAbortedException(reason);
        }

        private static boolean isInstalled(String program) {
            if (program.equals("root")) {
                return "root".equals(System.getProperty("user.name"));
            }
            if (program.startsWith("/")) {
                return Files.isExecutable(Path.of(program));
            }
            String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
            for (String directory : path.split(":")) {
                if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                    return true;
                }
            }
            return false;
        }
    }
}
