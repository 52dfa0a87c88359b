// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.scenario;

import io.howdah.minicluster.EmbeddedStack;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the steps hand on to each other. Used by one thread, but for {@link #close()}. */
public final class DemoContext implements AutoCloseable {

    private final DemoOptions options;
    private final Console console;
    private final Map<Class<?>, Object> results = new LinkedHashMap<>();
    private volatile EmbeddedStack stack;

    public DemoContext(DemoOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** A file below the demo's own directory. */
    public Path work(String name) {
        return options.work().resolve(name);
    }

    public Path input() {
        return options.input();
    }

    public boolean has(Plugin plugin) {
        return options.has(plugin);
    }

    /** A line of progress inside a step. */
    public void progress(String format, Object... arguments) {
        console.line("      " + format, arguments);
    }

    /** The running cluster. */
    public EmbeddedStack stack() {
        if (stack == null) {
            throw new IllegalStateException("the cluster is not running yet");
        }
        return stack;
    }

    /** Whether there is no cluster to do anything on. */
    public boolean stopped() {
        return stack == null;
    }

    public void started(EmbeddedStack running) {
        stack = running;
    }

    /** Keeps a result for later steps, by its type. */
    public <T> void keep(T result) {
        results.put(result.getClass(), result);
    }

    /** A result that an earlier step kept. */
    public <T> T result(Class<T> type) {
        Object result = results.get(type);
        if (result == null) {
            throw new IllegalStateException("no earlier step made a " + type.getSimpleName());
        }
        return type.cast(result);
    }

    /** Where the client's *-site.xml files are, for tools outside this JVM. */
    public Path clientConfiguration() {
        return work("conf");
    }

    public Map<String, String> webAddresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        stack().hdfs().nameNodes().forEach(nn -> addresses.put("NameNode " + nn.id(), "http://" + nn.httpAddress()));
        addresses.put("ResourceManager", "http://" + stack().yarn().webAddress());
        addresses.put("JobHistory", "http://" + stack().yarn().historyAddress());
        addresses.put("HBase master", "http://" + stack().hbase().masterWebAddress());
        return addresses;
    }

    @Override
    public void close() {
        EmbeddedStack running = stack;
        if (running != null) {
            running.close();
        }
    }
}
