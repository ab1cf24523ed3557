package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a BuildKit worker builds for, told apart by who runs it.
 *
 * <p>BuildKit's list does not say. It begins with the machine's own platform; then comes every architecture of which a tiny program
 * ran, be it by the processor or by an emulator (buildkit's {@code util/archutil}). So what is of the first one's architecture is the
 * processor's, and {@code 386} is on an {@code amd64}, whose kernel runs it unless it was built not to. {@code arm} on an
 * {@code arm64} counts as emulated: many such processors have no 32-bit mode. A buildkitd whose configuration names
 * platforms lists those first, in that order.
 *
 * @param own what the processor runs, the machine's own platform first
 * @param emulated the others
 */
public record WorkerPlatforms(List<Platform> own, List<Platform> emulated) {
    public WorkerPlatforms {
        own = List.copyOf(own);
        emulated = List.copyOf(emulated);
    }

    static WorkerPlatforms of(List<Platform> listed) {
        List<Platform> own = new ArrayList<>();
        List<Platform> emulated = new ArrayList<>();
        for (Platform platform : new LinkedHashSet<>(listed)) {
            boolean runs = own.isEmpty() || runs(own.get(0), platform);
            (runs ? own : emulated).add(platform);
        }
        return new WorkerPlatforms(own, emulated);
    }

    private static boolean runs(Platform machine, Platform other) {
        return machine.os().equals(other.os())
                && (machine.architecture().equals(other.architecture())
                        || machine.architecture().equals("amd64")
                                && other.architecture().equals("386"));
    }

    /** All, the machine's own first. */
    List<Platform> all() {
        List<Platform> all = new ArrayList<>(own);
        all.addAll(emulated);
        return all;
    }
}
