// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to which transaction a majority of JournalNodes has taken the NameNode's edits, from the bean attribute
 * {@code NameJournalStatus} ({@code IPCLoggerChannel.appendReport}: "Written txid N" for each JournalNode).
 */
public final class JournalQuorum {
    private static final Pattern WRITTEN = Pattern.compile("Written txid (-?[0-9]{1,18})");

    private JournalQuorum() {}

    /** The transaction id, or nothing when the text names no JournalNode or too few have taken any. */
    public static OptionalLong committed(String nameJournalStatus) {
        List<Long> written = new ArrayList<>();
        Matcher matcher = WRITTEN.matcher(nameJournalStatus);
        while (matcher.find()) {
            written.add(Long.parseLong(matcher.group(1)));
        }
        if (written.isEmpty()) {
            return OptionalLong.empty();
        }
        written.sort(null);
        // Of n JournalNodes n/2 + 1 have at least this.
        long committed = written.get((written.size() - 1) / 2);
        return committed > 0 ? OptionalLong.of(committed) : OptionalLong.empty();
    }
}
