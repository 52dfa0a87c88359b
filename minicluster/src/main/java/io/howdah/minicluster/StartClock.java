// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;

/** Times the start of each service and tells the listener, one call at a time. */
final class StartClock {
  private final ProgressListener listener;

  StartClock(ProgressListener listener) {
    this.listener = listener;
  }

  Timer start(Service service) {
    return new Timer(service, System.nanoTime());
  }

  private synchronized void tell(Service service, Duration took) {
    listener.started(service, took);
  }

  /** Runs from its creation; a failure between there and {@link #up()} becomes an error that names the service. */
  final class Timer implements AutoCloseable {
    private final Service service;
    private final long begin;

    private Timer(Service service, long begin) {
      this.service = service;
      this.begin = begin;
    }

    void up() {
      tell(service, Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public void close() {}
  }
}
