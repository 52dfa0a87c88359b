// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.Collections;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.event.AsyncDispatcher;
import org.apache.hadoop.yarn.server.nodemanager.ContainerExecutor;
import org.apache.hadoop.yarn.server.nodemanager.Context;
import org.apache.hadoop.yarn.server.nodemanager.DeletionService;
import org.apache.hadoop.yarn.server.nodemanager.LocalDirsHandlerService;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.nodemanager.NodeStatusUpdater;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.ContainerManagerImpl;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.application.ApplicationEvent;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.application.ApplicationEventType;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.loghandler.LogHandler;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.loghandler.event.LogHandlerAppFinishedEvent;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.loghandler.event.LogHandlerAppStartedEvent;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.loghandler.event.LogHandlerEvent;
import org.apache.hadoop.yarn.server.security.ApplicationACLsManager;

/**
 * A NodeManager that leaves container logs where they are.
 *
 * <p>The stock one deletes them three hours after the end of the job. Until then the job counts as not finished, and
 * {@code stop()} waits for it twice: for the job, and 10 s for the timer of the deletion. That is 12 s for each
 * NodeManager that ever ran a container.
 */
final class StackNodeManager extends NodeManager {
    @Override
    protected ContainerManagerImpl createContainerManager(
            Context context,
            ContainerExecutor executor,
            DeletionService deletion,
            NodeStatusUpdater updater,
            ApplicationACLsManager acls,
            LocalDirsHandlerService directories) {
        return new ContainerManagerImpl(context, executor, deletion, updater, metrics, directories) {
            @Override
            protected LogHandler createLogHandler(Configuration conf, Context c, DeletionService d) {
                return conf.getBoolean("yarn.log-aggregation-enable", false)
                        ? super.createLogHandler(conf, c, d)
                        : new LogKeeper(getDispatcher());
            }
        };
    }

    /** Keeps logs, and says at once that it is done with them. */
    private record LogKeeper(AsyncDispatcher dispatcher) implements LogHandler {
        @Override
        public void handle(LogHandlerEvent event) {
            if (event instanceof LogHandlerAppStartedEvent started) {
                tell(started.getApplicationId(), ApplicationEventType.APPLICATION_LOG_HANDLING_INITED);
            } else if (event instanceof LogHandlerAppFinishedEvent finished) {
                tell(finished.getApplicationId(), ApplicationEventType.APPLICATION_LOG_HANDLING_FINISHED);
            }
        }

        @SuppressWarnings("unchecked") // the dispatcher's handler is a raw type
        private void tell(ApplicationId application, ApplicationEventType type) {
            dispatcher.getEventHandler().handle(new ApplicationEvent(application, type));
        }

        @Override
        public Set<ApplicationId> getInvalidTokenApps() {
            return Collections.emptySet();
        }
    }
}
