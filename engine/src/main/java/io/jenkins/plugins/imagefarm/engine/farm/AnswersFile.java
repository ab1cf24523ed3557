package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The slots that Jenkins keeps for all builds together. It reads the build's events to know what is wanted and what has ended, and
 * answers by appending lines to a file, which is followed here. While Jenkins restarts, the file only grows later.
 */
public final class AnswersFile implements Dispatchers {
    private static final int POLL_MS = 10;

    private final Path file;

    /** @param file need not be there yet */
    public AnswersFile(Path file) {
        this.file = file;
    }

    @Override
    public Dispatcher open(
            BuildRequest request, Secrets secrets, List<NodeReport> reports, Consumer<BuildAnswer> answers) {
        return new Follower(answers);
    }

    private final class Follower implements Dispatcher {
        private final Consumer<BuildAnswer> answers;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long read;
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "answers");
            thread.setDaemon(true);
            return thread;
        });

        Follower(Consumer<BuildAnswer> answers) {
            this.answers = answers;
            timer.scheduleWithFixedDelay(this::look, 0, POLL_MS, TimeUnit.MILLISECONDS);
        }

        private void look() {
            if (file.toFile().length() <= read) {
                return; // nothing new, or nothing yet; it is asked so often that it must cost little
            }
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(read);
                byte[] news = in.readAllBytes();
                read += news.length;
                for (byte b : news) {
                    if (b == '\n') {
                        tell(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(b);
                    }
                }
            } catch (IOException e) {
                timer.shutdown();
                tell(unreadable(e));
            }
        }

        private void tell(String json) {
            try {
                tell(Wire.read(json, BuildAnswer.class));
            } catch (IOException e) {
                timer.shutdown();
                tell(unreadable(e));
            }
        }

        private void tell(BuildAnswer answer) {
            answers.accept(answer);
        }

        private Placement unreadable(IOException e) {
            return new Placement.Refused(
                    0,
                    Problem.service("The file '" + file + "' of granted nodes cannot be read: " + e.getMessage(), ""));
        }

        @Override
        public void want(int round, List<Platform> platforms, Map<String, String> excluded) {
            // The event says it.
        }

        @Override
        public void ended(int id) {
            // The event says it.
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}
