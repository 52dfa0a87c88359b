// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/**
 * The {@code *-site.xml} files of configuration directories, read by Hadoop's own {@link Configuration} (final values,
 * XInclude, substitution), over Hadoop's defaults and nothing else: site files that happen to be on the class path do
 * not count.
 *
 * @param configuration everything that was found
 * @param found the files, in the order read
 */
public record SiteFiles(Configuration configuration, List<Path> found) {
    public static final String CORE = "core-site.xml";
    public static final String HDFS = "hdfs-site.xml";
    public static final String YARN = "yarn-site.xml";
    public static final String HBASE = "hbase-site.xml";

    private static final List<String> DEFAULTS = List.of("core-default.xml", "hdfs-default.xml", "yarn-default.xml");
    private static final List<String> SITES = List.of(CORE, HDFS, YARN, HBASE);
    private static final long LARGEST = 16L << 20;

    public SiteFiles {
        found = List.copyOf(found);
    }

    /** Whether a directory had this file. */
    public boolean has(String name) {
        return found.stream().anyMatch(path -> path.endsWith(name));
    }

    /**
     * @throws InvalidInputException for a directory that is missing or has no site file, a file that cannot be read or
     *     is not Hadoop's XML (with file:line)
     */
    public static SiteFiles load(List<Path> directories) {
        // Registers the deprecated keys' new names.
        HdfsConfiguration.init();
        Configuration conf = new Configuration(false);
        DEFAULTS.forEach(conf::addResource);
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw InvalidInputException.of("--conf", directory.toString(), "a directory with *-site.xml files");
            }
            int before = found.size();
            for (String name : SITES) {
                Path file = directory.resolve(name);
                if (Files.exists(file)) {
                    checkRoot(file);
                    conf.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
                    found.add(file);
                }
            }
            if (found.size() == before) {
                throw InvalidInputException.of(
                        "--conf", directory.toString(), "a directory with at least one of " + String.join(", ", SITES));
            }
        }
        try {
            // Hadoop reads the files at the first look-up.
            conf.size();
        } catch (RuntimeException e) {
            throw explain(e, found);
        }
        return new SiteFiles(conf, found);
    }

    /** Hadoop takes any well-formed XML and finds no property in it; an operator wants to hear of it. */
    private static void checkRoot(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw InvalidInputException.of("--conf", file.toString(), "a file of at most 16 MB");
            }
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            try (InputStream in = Files.newInputStream(file)) {
                XMLStreamReader reader = factory.createXMLStreamReader(in);
                while (reader.hasNext() && !reader.isStartElement()) {
                    reader.next();
                }
                if (!reader.isStartElement() || !reader.getLocalName().equals("configuration")) {
                    throw InvalidInputException.of(
                            file + ":" + reader.getLocation().getLineNumber(),
                            reader.isStartElement() ? "<" + reader.getLocalName() + ">" : "",
                            "the root element <configuration>");
                }
            }
        } catch (XMLStreamException e) {
            throw invalid(file.toString(), e);
        } catch (IOException e) {
            throw InvalidInputException.of("--conf", file.toString(), "a readable file (" + e.getMessage() + ")");
        }
    }

    private static RuntimeException explain(RuntimeException failure, List<Path> found) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof XMLStreamException e) {
                Location location = e.getLocation();
                String system = location == null ? null : location.getSystemId();
                return invalid(system == null ? found.toString() : path(system), e);
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new InvalidInputException("--conf: Hadoop cannot read " + found + ": " + firstLine(root.getMessage()));
    }

    private static String path(String systemId) {
        return systemId.startsWith("file:") ? Path.of(URI.create(systemId)).toString() : systemId;
    }

    private static InvalidInputException invalid(String file, XMLStreamException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        String[] lines = String.valueOf(e.getMessage()).split("\n");
        // The JDK's message starts with the location on a line of its own, Woodstox's ends with it.
        String what = lines.length > 1 && lines[0].startsWith("ParseError") ? lines[1] : lines[0];
        return new InvalidInputException(
                file + ":" + line + ": not well-formed XML: " + what.replaceFirst("^Message: ", ""));
    }

    private static String firstLine(String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("");
    }
}
