// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A stack for all tests of a class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder().hdfs(h -> h.dataNodes(3)));
 * }</pre>
 *
 * <p>Started before the first test, closed after the last one. The field must be static.
 */
public final class EmbeddedStackExtension implements BeforeAllCallback, AfterAllCallback {
    private final EmbeddedStack.Builder builder;
    private EmbeddedStack stack;

    private EmbeddedStackExtension(EmbeddedStack.Builder builder) {
        this.builder = Objects.requireNonNull(builder, "builder");
    }

    /**
     * An extension for one stack.
     *
     * @param builder started once, before the first test
     */
    public static EmbeddedStackExtension of(EmbeddedStack.Builder builder) {
        return new EmbeddedStackExtension(builder);
    }

    /**
     * The running stack.
     *
     * @throws IllegalStateException before the first test, or if the field is not static
     */
    public EmbeddedStack get() {
        if (stack == null) {
            throw new IllegalStateException("the stack is not running: is the @RegisterExtension field static?");
        }
        return stack;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        stack = builder.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (stack != null) {
            stack.close();
            stack = null;
        }
    }
}
