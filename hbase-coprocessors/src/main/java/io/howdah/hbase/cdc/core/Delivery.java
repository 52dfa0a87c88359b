// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Delivers a batch in chunks, in order, and finds those that the target refuses.
 *
 * <p>A chunk that holds a refused change is halved until the change is alone; it is then parked and the rest goes on. What
 * comes before it in its chunk may be sent again: that is within "at least once".
 *
 * @param chunkEvents most changes in one chunk
 * @param chunkBytes most bytes in one chunk, unless one change alone has more
 * @param eventBytes a change with more bytes is parked without a try
 */
public record Delivery(int chunkEvents, long chunkBytes, long eventBytes) {

    /** The next chunk that starts at {@code from}: at least one change. */
    public List<ChangeEvent> chunk(List<ChangeEvent> events, int from) {
        long bytes = 0;
        int to = from;
        while (to < events.size() && to - from < chunkEvents) {
            bytes += events.get(to).size();
            if (to > from && bytes > chunkBytes) {
                break;
            }
            to++;
        }
        return events.subList(from, to);
    }

    /**
     * Delivers one chunk.
     *
     * @return what was refused
     * @throws IOException not now: try the whole chunk again
     */
    public List<Parked> deliver(Sink sink, List<ChangeEvent> chunk) throws IOException, InterruptedException {
        List<Parked> parked = new ArrayList<>();
        List<ChangeEvent> fit = new ArrayList<>(chunk.size());
        for (ChangeEvent event : chunk) {
            if (event.size() > eventBytes) {
                parked.add(new Parked(event, event.size() + " bytes: at most " + eventBytes + " are sent"));
            } else {
                fit.add(event);
            }
        }
        halve(sink, fit, parked);
        return parked;
    }

    private void halve(Sink sink, List<ChangeEvent> events, List<Parked> parked)
            throws IOException, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        try {
            sink.deliver(events);
        } catch (Sink.Undeliverable e) {
            if (events.size() == 1) {
                parked.add(new Parked(events.get(0), e.getMessage()));
                return;
            }
            int middle = events.size() / 2;
            halve(sink, events.subList(0, middle), parked);
            halve(sink, events.subList(middle, events.size()), parked);
        }
    }
}
