package io.jenkins.plugins.imagefarm.engine.builder;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The emulators of a machine with a Podman before 5.6, which does not list them: their names in the kernel's {@code binfmt_misc}.
 *
 * <p>Podman shows no files of its machine, but those that a container would see at a mount it reads from the machine itself, also
 * when the container was never started ({@code libpod/container_path_resolution.go}). So a container that mounts the folder is made,
 * the folder's names are read as an archive, as far as Podman gets with it, and the usual ones are asked for one by one; then the
 * container is removed. It needs no image and no process runs. The files' content
 * does not come, since the kernel says that they are empty; so the emulator has to be named for its machine, as qemu's are everywhere:
 * {@code qemu-aarch64}.
 */
final class PodmanEmulators {
    private static final String CONTAINERS = "/v4.0.0/libpod/containers/";
    private static final String FOLDER = "/proc/sys/fs/binfmt_misc";
    private static final int NOT_FOUND = 404;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_NAME = 100;

    /** An answer may break off before its first entry. */
    private static final int MOST_TRIES = 3;

    /** Those that are asked for by name. */
    private static final List<String> USUAL = List.of("aarch64", "arm", "x86_64", "ppc64le", "riscv64", "s390x");

    private static final Pattern MACHINE = Pattern.compile(
            "(?:^|.*[-/])(aarch64|arm64|arm|i386|loongarch64|mips64el|mips64|ppc64le|riscv64|s390x|x86_64|amd64)(?:-.*|$)");
    /** Go's names where qemu has others. */
    private static final Map<String, String> GO = Map.of(
            "loongarch64", "loong64",
            "mips64el", "mips64le");

    private final RestClient podman;
    private final RestClient patient;

    /**
     * @param patient goes on when the question is cancelled: a container whose making was not waited for may be made after its
     *     removal
     */
    PodmanEmulators(RestClient podman, RestClient patient) {
        this.podman = podman;
        this.patient = patient;
    }

    List<Platform> ask() throws IOException {
        String name = "image-farm-probe-" + UUID.randomUUID();
        try {
            patient.json(RestRequest.post(CONTAINERS + "create").body(RestBody.json(container(name))));
            return found(name);
        } finally {
            remove(name);
        }
    }

    private List<Platform> found(String name) throws IOException {
        Set<String> names = new LinkedHashSet<>(listed(name));
        for (String machine : USUAL) {
            if (!names.contains("qemu-" + machine) && isThere(name, "qemu-" + machine)) {
                names.add("qemu-" + machine);
            }
        }
        return names.stream()
                .map(MACHINE::matcher)
                .filter(Matcher::matches)
                .map(machine -> machine.group(1))
                .map(machine -> new Platform("linux", GO.getOrDefault(machine, machine), ""))
                .distinct()
                .toList();
    }

    /** As far as Podman comes: none or some, see {@link #isThere}. */
    private List<String> listed(String name) throws IOException {
        for (int tries = 1; ; tries++) {
            try (RestReply files = podman.send(archive(RestRequest.get(CONTAINERS + name + "/archive"), ""))) {
                List<String> names = names(files.body());
                if (!names.isEmpty() || tries == MOST_TRIES) {
                    return names;
                }
            } catch (RestStatusException e) {
                if (e.status() != NOT_FOUND) {
                    throw e;
                }
                return List.of(); // The kernel has no binfmt_misc, or it is not mounted there.
            }
        }
    }

    /** Asked of each by its name, since a file of no announced size that has content after all ends Podman's list of the folder. */
    private boolean isThere(String name, String emulator) throws IOException {
        try (RestReply file =
                podman.sendAnyway(archive(RestRequest.head(CONTAINERS + name + "/archive"), "/" + emulator))) {
            return file.isSuccess();
        }
    }

    private static RestRequest archive(RestRequest request, String path) {
        return request.with("path", "/emulators" + path);
    }

    /** Also if it is not known whether it was made. */
    private void remove(String name) throws IOException {
        try {
            patient.json(RestRequest.delete(CONTAINERS + name).with("force", "true"));
        } catch (RestStatusException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private static ObjectNode container(String name) {
        ObjectNode container = JsonNodeFactory.instance.objectNode();
        container.put("name", name).put("rootfs", FOLDER);
        container.putArray("command").add("none");
        ObjectNode mount = container.putArray("mounts").addObject();
        mount.put("type", "bind").put("source", FOLDER).put("destination", "/emulators");
        mount.putArray("options").add("ro");
        return container;
    }

    /** Of a tar archive of empty files. */
    private static List<String> names(InputStream tar) throws IOException {
        List<String> names = new ArrayList<>();
        for (byte[] header = tar.readNBytes(TAR_BLOCK);
                header.length == TAR_BLOCK;
                header = tar.readNBytes(TAR_BLOCK)) {
            String field = new String(header, 0, TAR_NAME, StandardCharsets.UTF_8);
            int end = field.indexOf('\0');
            names.add(end < 0 ? field : field.substring(0, end));
        }
        return names;
    }
}
