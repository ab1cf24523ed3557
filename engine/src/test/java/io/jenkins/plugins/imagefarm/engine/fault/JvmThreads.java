package io.jenkins.plugins.imagefarm.engine.fault;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The threads of this JVM, to see that a build leaves none behind. */
final class JvmThreads {
    /** gRPC keeps its threads for a second after their last use. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Those that the JDK and this package's fixtures start and end as they like. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "CompletableFutureDelayScheduler|ForkJoinPool.*|HttpClient-.*|Keep-Alive-.*|HTTP-Dispatcher|idle-timeout-task"
                    + "|Attach Listener|process reaper.*|tcp-proxy|fake-registry.*");

    private final Set<Thread> before = all();

    static JvmThreads now() {
        return new JvmThreads();
    }

    /** Waits until only those are left that were there before. */
    void awaitNoMore() throws Exception {
        Eventually.holds(() -> "these threads end: " + names(more()), GRACE, () -> more().isEmpty());
    }

    private Set<Thread> more() {
        Set<Thread> more = all();
        more.removeAll(before);
        more.removeIf(thread -> NOT_OURS.matcher(thread.getName()).matches());
        return more;
    }

    private static Set<String> names(Set<Thread> threads) {
        return threads.stream().map(Thread::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Thread> all() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }
}
