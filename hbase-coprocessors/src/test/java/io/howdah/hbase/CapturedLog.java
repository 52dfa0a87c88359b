// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase;

import java.io.StringWriter;
import org.apache.log4j.Logger;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;

/** What a logger and those below it say while this is open: a line for each event, its level first. Thread-safe. */
public final class CapturedLog implements AutoCloseable {
    private final StringWriter text = new StringWriter();
    private final WriterAppender appender = new WriterAppender(new PatternLayout("%p %m%n"), text);
    private final Logger logger;

    public CapturedLog(Logger logger) {
        this.logger = logger;
        logger.addAppender(appender);
    }

    /** {@return everything so far} */
    @Override
    public String toString() {
        return text.toString();
    }

    @Override
    public void close() {
        logger.removeAppender(appender);
    }
}
