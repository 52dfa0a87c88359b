// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.exceptions.YarnRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobRunnerTest {
    /** In each of these Hadoop's clients were seen to hand on an interrupt. */
    static Stream<Exception> guises() {
        return Stream.of(
                new InterruptedException("sleep interrupted"),
                new InterruptedIOException("Call interrupted"),
                new IOException(new YarnException("Interrupted while waiting", new InterruptedException())),
                new YarnRuntimeException(new InterruptedException("sleep interrupted")),
                new IOException("local exception", new ClosedByInterruptException()));
    }

    @ParameterizedTest
    @MethodSource("guises")
    void interruptedJob_isAnInterruption_inWhateverGuiseItComes(Exception guise) throws Exception {
        assertThatThrownBy(() -> JobRunner.run(failing(guise)))
                .isExactlyInstanceOf(InterruptedException.class)
                .hasCause(guise);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptedJob_isAnInterruption_whenTheExceptionSaysNothingOfIt() throws Exception {
        IOException silent = new IOException("connection lost");
        assertThatThrownBy(() -> JobRunner.run(failing(() -> {
                    Thread.currentThread().interrupt();
                    throw silent;
                })))
                .isExactlyInstanceOf(InterruptedException.class)
                .hasCause(silent);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void failure_staysWhatItIs_whenNobodyInterrupted() throws Exception {
        for (Exception failure : new Exception[] {
            new SocketTimeoutException("10000 millis timeout"), new YarnRuntimeException("no such service")
        }) {
            assertThatThrownBy(() -> JobRunner.run(failing(failure))).isSameAs(failure);
        }
    }

    private static Job failing(Exception failure) throws IOException {
        return failing(() -> {
            throw failure;
        });
    }

    @SuppressWarnings("deprecation") // Job.getInstance() makes no subclass.
    private static Job failing(Submission submission) throws IOException {
        return new Job(new JobConf(new Configuration(false))) {
            @Override
            public void submit() throws IOException, InterruptedException {
                try {
                    submission.submit();
                } catch (IOException | InterruptedException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private interface Submission {
        void submit() throws Exception;
    }
}
