// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.lang.reflect.Field;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Puts back the JVM shutdown hook that closes cached file systems. MiniDFSCluster's shutdown clears all hooks, the cache
 * adds its own only when it is empty, and the first HBase server of a JVM refuses to start without it ("Failed suppression
 * of fs shutdown hook"): HBase would not come up in a JVM that had a stack without HBase before.
 */
final class FileSystemFinalizer {
    private FileSystemFinalizer() {}

    /** Reads the two private fields that HBase's own shutdown hook reads. */
    static void restore() {
        try {
            Field cache = FileSystem.class.getDeclaredField("CACHE");
            cache.setAccessible(true);
            Object instance = cache.get(null);
            Field finalizer = instance.getClass().getDeclaredField("clientFinalizer");
            finalizer.setAccessible(true);
            Runnable hook = (Runnable) finalizer.get(instance);
            if (!ShutdownHookManager.get().hasShutdownHook(hook)) {
                ShutdownHookManager.get().addShutdownHook(hook, FileSystem.SHUTDOWN_HOOK_PRIORITY);
            }
        } catch (NoSuchFieldException | IllegalAccessException e) {
            throw new StackException("HBase: this Hadoop's FileSystem has no CACHE.clientFinalizer", e);
        }
    }
}
