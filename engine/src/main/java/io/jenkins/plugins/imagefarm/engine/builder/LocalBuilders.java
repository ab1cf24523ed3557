package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The builder of this machine: the first that answers where BuildKit, Docker and Podman usually listen. */
final class LocalBuilders {
    private final BuilderFinder finder;
    private final Map<String, String> environment;

    LocalBuilders(BuilderFinder finder, Map<String, String> environment) {
        this.finder = finder;
        this.environment = environment;
    }

    /** @param wanted its type, unless that is {@link BuilderType#AUTO}, has to be the one that is found */
    Optional<Builder> find(Builder wanted, BuilderKeys keys, Cancellation cancellation) {
        for (Builder candidate : candidates()) {
            try (Transport transport = Transport.to(candidate, keys)) {
                BuilderType type = FirstWord.ask(transport, cancellation);
                if (wanted.type() == BuilderType.AUTO || wanted.type() == type) {
                    return Optional.of(new Builder(wanted.name(), candidate.uri(), type, ""));
                }
            } catch (IOException | ProblemException e) {
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
            }
        }
        return Optional.empty();
    }

    private List<Builder> candidates() {
        List<Builder> candidates = new ArrayList<>(finder.candidates());
        String podman = environment.get("CONTAINER_HOST");
        if (podman != null && !podman.isBlank()) {
            candidates.add(new Builder(podman));
        }
        candidates.add(new Builder("unix:///run/podman/podman.sock"));
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/")) {
            candidates.add(new Builder("unix://" + runtime + "/podman/podman.sock"));
        }
        return candidates;
    }
}
