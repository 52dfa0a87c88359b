// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import org.apache.hadoop.yarn.event.AsyncDispatcher;
import org.apache.hadoop.yarn.event.Dispatcher;
import org.apache.hadoop.yarn.event.EventDispatcher;
import org.apache.hadoop.yarn.event.EventHandler;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.event.SchedulerEvent;

/**
 * A ResourceManager that does not end this JVM. The stock one answers an exception of its scheduler, and so of any scheduler
 * plugin, with {@code System.exit(-1)}; a test's JVM would be gone without a word. Here it is logged as FATAL and the
 * event is lost. Nor does it leave threads behind when a plugin stops its start.
 */
final class StackResourceManager extends ResourceManager {
    @Override
    protected EventHandler<SchedulerEvent> createSchedulerEventDispatcher() {
        EventHandler<SchedulerEvent> dispatcher = super.createSchedulerEventDispatcher();
        if (dispatcher instanceof EventDispatcher<?> events) {
            events.disableExitOnError();
        }
        return dispatcher;
    }

    @Override
    protected Dispatcher createDispatcher() {
        Dispatcher dispatcher = super.createDispatcher();
        if (dispatcher instanceof AsyncDispatcher async) {
            async.disableExitOnDispatchException();
        }
        return dispatcher;
    }

    /**
     * A composite service stops only children that were initialised. The stock secret managers start a timer thread each
     * when they are created: a scheduler that throws leaves the three running until the garbage collector finds them.
     */
    @Override
    protected void serviceStop() throws Exception {
        super.serviceStop();
        if (rmSecretManagerService != null) {
            rmSecretManagerService.stop();
        }
    }
}
