package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
    @Test
    void timePassesAlsoWhileTheBuilderIsSilent() throws Exception {
        CountDownLatch ticks = new CountDownLatch(2);
        try (LiveProgress live = new LiveProgress(new Recorder() {
            @Override
            public void tick() {
                ticks.countDown();
            }
        })) {
            assertTrue(ticks.await(1, TimeUnit.MINUTES));
        }
    }

    @Test
    void nothingComesAfterTheEndWhichComesOnce() {
        Recorder recorder = new Recorder();
        LiveProgress live = new LiveProgress(recorder);
        live.on(StatusResponse.getDefaultInstance());
        live.end();
        live.on(StatusResponse.getDefaultInstance());
        live.tick();
        live.close();
        assertEquals(List.of("on", "end"), recorder.calls);
    }

    @Test
    void allListenersAreToldInTheirOrder() {
        Recorder recorder = new Recorder();
        ProgressListener all = ProgressListener.all(recorder, recorder);
        all.on(StatusResponse.getDefaultInstance());
        all.end();
        assertEquals(List.of("on", "on", "end", "end"), recorder.calls);
    }

    private static class Recorder implements ProgressListener {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void on(StatusResponse status) {
            calls.add("on");
        }

        @Override
        public void end() {
            calls.add("end");
        }
    }
}
