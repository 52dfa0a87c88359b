// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.yarn.server.nodemanager.DefaultContainerExecutor;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.localizer.ContainerLocalizer;

/**
 * The default executor, whose localizer knows the stack's file system. The stock localizer makes its configuration from
 * the class path's {@code *-site.xml} alone, also inside a NodeManager that was given another one, and so does not know
 * a logical nameservice that exists only in this JVM.
 */
public final class StackContainerExecutor extends DefaultContainerExecutor {
    static final String SITE_DIRECTORY_KEY = "howdah.minicluster.site.directory";

    /** Called by the NodeManager. */
    public StackContainerExecutor() {}

    @Override
    protected ContainerLocalizer createContainerLocalizer(
            String user,
            String appId,
            String locId,
            String tokenFileName,
            List<String> localDirs,
            FileContext localizerFc)
            throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // A Configuration keeps the context class loader of its creation and looks its resources up there.
        thread.setContextClassLoader(
                new SiteClassLoader(before, Path.of(getConf().get(SITE_DIRECTORY_KEY))));
        try {
            return super.createContainerLocalizer(user, appId, locId, tokenFileName, localDirs, localizerFc);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Finds {@code *-site.xml} in a directory before its parent does. */
    private static final class SiteClassLoader extends ClassLoader {
        private final Path directory;

        SiteClassLoader(ClassLoader parent, Path directory) {
            super(parent);
            this.directory = directory;
        }

        @Override
        public URL getResource(String name) {
            if (name.endsWith("-site.xml")) {
                Path file = directory.resolve(name);
                if (Files.exists(file)) {
                    try {
                        return file.toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            return super.getResource(name);
        }
    }
}
