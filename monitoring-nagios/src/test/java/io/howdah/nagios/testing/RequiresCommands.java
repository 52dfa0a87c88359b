// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.util.AnnotationUtils;

/**
 * Skips a test class when a command is missing, and says which and how to get it; fails it in CI, where nothing may be
 * skipped.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCommands.Condition.class)
public @interface RequiresCommands {
    /** {@code command=debian-package}; a command without a slash is looked for on the PATH and in /usr/sbin. */
    String[] value();

    /** The condition behind the annotation. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<RequiresCommands> needed =
                    AnnotationUtils.findAnnotation(context.getTestClass(), RequiresCommands.class);
            List<String> missing = needed.stream()
                    .flatMap(annotation -> Arrays.stream(annotation.value()))
                    .map(text -> text.split("=", 2))
                    .filter(pair -> Command.find(pair[0]).isEmpty())
                    .map(pair -> pair[0] + " (Debian package " + pair[1] + ")")
                    .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all commands are there");
            }
            String text = "SKIPPED: " + String.join(", ", missing) + "; enable with: bin/test --install";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(text + " (in CI nothing may be skipped)");
            }
            return ConditionEvaluationResult.disabled(text);
        }
    }
}
