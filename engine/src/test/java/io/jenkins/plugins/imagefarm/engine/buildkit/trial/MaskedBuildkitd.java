package io.jenkins.plugins.imagefarm.engine.buildkit.trial;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real buildkitd where a container runtime would put a rootless one: in a user namespace, before a {@code /proc} of which something
 * is masked, so that the kernel allows no new one. Nothing of that is seen outside its own mount namespace.
 */
final class MaskedBuildkitd implements AutoCloseable {
    private static final String MASKED = """
            mount -t tmpfs none /proc/driver || exit 1
            unshare -U -m sh -c 'until [ -n "$(cat /proc/self/gid_map)" ]; do sleep 0.05; done; exec "$@"' sh "$@" &
            for map in uid_map gid_map; do
              until { echo "0 0 65536" >/proc/$!/$map; } 2>/dev/null; do sleep 0.05; done
            done
            wait
            """;

    private final Process process;
    private final Path socket;

    private MaskedBuildkitd(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /**
     * @param folder for all that it keeps
     * @param options further ones
     */
    static MaskedBuildkitd start(Path folder, String... options) throws Exception {
        Path socket = folder.resolve("buildkitd.sock");
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", MASKED, "sh"));
        command.add(Engines.value("IMAGE_FARM_BUILDKITD"));
        command.addAll(List.of("--rootless", "--containerd-worker=false", "--oci-worker-snapshotter=native"));
        command.addAll(List.of("--oci-worker-net=host", "--root=" + folder.resolve("root"), "--addr=unix://" + socket));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        Path runc = Path.of(Engines.value("IMAGE_FARM_RUNC"));
        builder.environment().merge("PATH", runc.getParent().toString(), (path, first) -> first + ":" + path);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        MaskedBuildkitd daemon = new MaskedBuildkitd(builder.start(), socket);
        Eventually.holds(() -> "it listens:\n" + log(folder), Eventually.SOON, () -> Files.exists(socket));
        return daemon;
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    Builder builder() {
        return new Builder("unix://" + socket);
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        for (ProcessHandle each : all) {
            each.onExit().get();
        }
    }
}
