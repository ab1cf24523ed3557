package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices a registry or cache that takes connections but does not answer: BuildKit waits for it without any time limit, and does
 * not tell how far a push is. While the builder is busy with one, this asks it itself. It is given up only when it
 * is silent several times in a row; one that this machine does not reach is left to the builder.
 */
final class RegistryWatch implements AutoCloseable {
    private static final int PERIOD_SECONDS = 10;
    private static final int TIMES = 3;
    private static final Pattern IMAGE = Pattern.compile("\\bload metadata for (\\S+)");
    static final String PUSHING = "pushing ";
    /** Of the vertex, whatever the type of the cache. */
    private static final String EXPORTING_CACHE = "exporting cache";

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "registry-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Registries registries;
    private final Set<Remote> pushedTo;
    private final Set<Remote> caches;

    /** What the builder is doing now, by vertex and part of it, with those that it does it with. */
    private final Map<String, Set<Remote>> busy = new ConcurrentHashMap<>();

    /**
     * @param pushedTo the registries of the image's names; empty if it is not pushed
     * @param caches that are written
     */
    RegistryWatch(Registries registries, Set<Remote> pushedTo, Set<Remote> caches) {
        this.registries = registries;
        this.pushedTo = Set.copyOf(pushedTo);
        this.caches = Set.copyOf(caches);
    }

    /** @param onSilent gets it, once, on a thread of the watch */
    void start(Consumer<Remote> onSilent) {
        timer.scheduleWithFixedDelay(() -> look(onSilent), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    void on(StatusResponse status) {
        for (Vertex vertex : status.getVertexesList()) {
            boolean runs = vertex.hasStarted() && !vertex.hasCompleted();
            Matcher image = IMAGE.matcher(vertex.getName());
            if (image.find()) {
                note(vertex.getDigest(), runs, registryOf(image.group(1)));
            } else if (vertex.getName().startsWith(EXPORTING_CACHE)) {
                note(vertex.getDigest(), runs, caches);
            }
        }
        for (VertexStatus part : status.getStatusesList()) {
            if (part.getId().startsWith(PUSHING)) {
                note(part.getVertex() + part.getId(), part.hasStarted() && !part.hasCompleted(), pushedTo);
            }
        }
    }

    private void note(String what, boolean runs, Set<Remote> remotes) {
        if (runs) {
            busy.put(what, remotes);
        } else {
            busy.remove(what);
        }
    }

    private static Set<Remote> registryOf(String image) {
        try {
            return Set.of(Remote.registry(ImageReference.valueOf(image).registry()));
        } catch (ProblemException e) {
            return Set.of(); // a name that only the builder understands
        }
    }

    private void look(Consumer<Remote> onSilent) {
        for (Remote remote : busyWith()) {
            int silent = 0;
            while (silent < TIMES
                    && !timer.isShutdown()
                    && busyWith().contains(remote)
                    && remote.isSilent(registries)) {
                silent++;
            }
            if (silent == TIMES && !timer.isShutdown()) {
                timer.shutdown();
                onSilent.accept(remote);
                return;
            }
        }
    }

    private Set<Remote> busyWith() {
        Set<Remote> remotes = new LinkedHashSet<>();
        busy.values().forEach(remotes::addAll);
        return remotes;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
