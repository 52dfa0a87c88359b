// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** Ends a stream that is too long or takes too long. */
final class BoundedStream extends FilterInputStream {
    private final long limit;
    private final Fetch fetch;
    private long seen;

    BoundedStream(InputStream in, long limit, Fetch fetch) {
        super(in);
        this.limit = limit;
        this.fetch = fetch;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (fetch.millisLeft() == 0) {
            throw new SocketTimeoutException();
        }
        int count = super.read(buffer, offset, length);
        seen += Math.max(0, count);
        if (seen > limit) {
            throw new TooLargeException(limit);
        }
        return count;
    }

    @Override
    public long skip(long n) throws IOException {
        throw new IOException("skipping would evade the size limit");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
