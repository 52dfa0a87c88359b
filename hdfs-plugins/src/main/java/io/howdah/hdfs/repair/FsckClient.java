// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.repair;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSUtil;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HAUtil;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.hdfs.web.URLConnectionFactory;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.client.AuthenticationException;

/**
 * Asks the active NameNode for what {@code hdfs fsck PATH -openforwrite -replicate} asks for, one file a call. The
 * platform's own client prints a line on stderr and reads the SSL keystores at each call: too much for many files.
 *
 * <p>The NameNode judges by <em>its</em> placement policy, queues each block it finds violated for re-replication, and
 * answers at once. Not thread-safe.
 */
public final class FsckClient {
    private static final int ATTEMPTS = 4;
    // What the platform's own client and tests read in the answer (NamenodeFsck).
    private static final String VIOLATED = "Replica placement policy is violated for";
    private static final String FAILED = "FAILED";
    private static final String GONE = "does not exist";
    private static final int MAX_ERROR = 300;

    private final DistributedFileSystem hdfs;
    private final Configuration conf;
    private final URLConnectionFactory connections;
    private URI active;

    /** Talks to that file system's active NameNode. */
    public FsckClient(DistributedFileSystem hdfs, Configuration conf) {
        this.hdfs = hdfs;
        this.conf = conf;
        this.connections = URLConnectionFactory.newDefaultURLConnectionFactory(
                (int) conf.getTimeDuration(
                        HdfsClientConfigKeys.DFS_CLIENT_FSCK_CONNECT_TIMEOUT,
                        HdfsClientConfigKeys.DFS_CLIENT_FSCK_CONNECT_TIMEOUT_DEFAULT,
                        TimeUnit.MILLISECONDS),
                (int) conf.getTimeDuration(
                        HdfsClientConfigKeys.DFS_CLIENT_FSCK_READ_TIMEOUT,
                        HdfsClientConfigKeys.DFS_CLIENT_FSCK_READ_TIMEOUT_DEFAULT,
                        TimeUnit.MILLISECONDS),
                conf);
    }

    /**
     * Has the NameNode repair a file. After an error it asks again who is active: a failover is no failure.
     *
     * @return the number of blocks the NameNode found violated and queued; 0 also when the file is gone
     * @throws IOException when no active NameNode did it
     */
    public int replicate(String path) throws IOException, InterruptedException {
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) {
                TimeUnit.SECONDS.sleep(1L << attempt);
            }
            try {
                if (active == null) {
                    active = DFSUtil.getInfoServer(
                            HAUtil.getAddressOfActive(hdfs), conf, DFSUtil.getHttpClientScheme(conf));
                }
                return ask(path);
            } catch (IOException e) {
                active = null;
                last = e;
            }
        }
        throw new IOException("fsck of " + path + ": " + last.getMessage(), last);
    }

    private int ask(String path) throws IOException {
        URL url = URI.create(active + "/fsck?ugi="
                        + encode(UserGroupInformation.getCurrentUser().getShortUserName())
                        + "&openforwrite=1&replicate=1&path=" + encode(path))
                .toURL();
        int violated = 0;
        String lastLine = "";
        String lineBefore = "";
        try {
            URLConnection connection = connections.openConnection(url, UserGroupInformation.isSecurityEnabled());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    violated += line.contains(VIOLATED) ? 1 : 0;
                    if (!line.isBlank()) {
                        lineBefore = lastLine;
                        lastLine = line;
                    }
                }
            }
        } catch (AuthenticationException e) {
            throw new IOException(active + ": " + e.getMessage(), e);
        }
        if (lastLine.endsWith(FAILED)) {
            throw new IOException(lineBefore.substring(0, Math.min(MAX_ERROR, lineBefore.length())));
        }
        return lastLine.endsWith(GONE) ? 0 : violated;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
