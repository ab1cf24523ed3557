package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arguments of a pod's container, as they are right on this machine: paths in the container become paths of the pod's directory, the
 * daemon listens on the pod's address only, and as root instead of rootless, which needs a machine with subordinate ids.
 */
final class BuildkitArguments {
    private static final List<String> ROOTLESS =
            List.of("--rootless", "--oci-worker-rootless", "--oci-worker-no-process-sandbox");

    private final ContainerStart order;
    private final Path directory;
    private final int port;

    private BuildkitArguments(ContainerStart order, Path directory, int port) {
        this.order = order;
        this.directory = directory;
        this.port = port;
    }

    static List<String> of(ContainerStart order, Path directory, int port) throws IOException {
        return new BuildkitArguments(order, directory, port).make();
    }

    private List<String> make() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : order.files().entrySet()) {
            Path here = directory.resolve("files" + file.getKey());
            Files.createDirectories(here.getParent());
            Files.write(here, file.getValue());
            files.put(file.getKey(), here);
        }
        List<String> asked = asked();
        List<String> here = new ArrayList<>();
        String config = "";
        for (int i = 0; i < asked.size(); i++) {
            String name = asked.get(i).split("=", 2)[0];
            if (ROOTLESS.contains(name)) {
                continue;
            }
            boolean inOne = asked.get(i).contains("=");
            String value = inOne ? asked.get(i).split("=", 2)[1] : i + 1 < asked.size() ? asked.get(i + 1) : "";
            switch (name) {
                case "--addr", "--root", "--config", "--tlscert", "--tlskey", "--tlscacert", "--group" -> {
                    i += inOne ? 0 : 1;
                    if (name.equals("--config")) {
                        config = value;
                    } else if (name.startsWith("--tls")) {
                        here.addAll(List.of(name, local(files, value)));
                    }
                }
                default -> here.add(asked.get(i));
            }
        }
        here.addAll(List.of("--addr", "tcp://" + order.host() + ":" + port));
        here.addAll(List.of(
                "--root", Files.createDirectory(directory.resolve("data")).toString()));
        here.addAll(List.of("--config", config(files, config).toString()));
        return here;
    }

    /** What the container says after the program's name. */
    private List<String> asked() {
        Container container = order.container();
        List<String> all = new ArrayList<>(container.getCommand());
        all.addAll(container.getArgs());
        return all.stream().dropWhile(argument -> !argument.startsWith("-")).toList();
    }

    private String local(Map<String, Path> files, String path) throws IOException {
        Path file = files.get(path);
        if (file == null) {
            throw new IOException("could not load " + path + ": no such file in the container");
        }
        return file.toString();
    }

    private Path config(Map<String, Path> files, String asked) throws IOException {
        String text = files.containsKey(asked) ? Files.readString(files.get(asked)) : "";
        for (Map.Entry<String, Path> file : files.entrySet()) {
            text = text.replace("\"" + file.getKey() + "\"", "\"" + file.getValue() + "\"");
        }
        return Files.writeString(directory.resolve("buildkitd.toml"), workers(text), StandardCharsets.UTF_8);
    }

    /** As {@code bin/engines} has it: with overlayfs, and with control groups that it removes in the end. */
    private static String workers(String config) {
        String oci = "snapshotter = \"overlayfs\"\ndefaultCgroupParent = \"/image-farm/pods\"\n";
        String table = "[worker.oci]\n";
        String text = config.contains(table)
                ? config.replaceAll("(?m)^\\s*(snapshotter|defaultCgroupParent|rootless|noProcessSandbox)\\s*=.*$", "")
                        .replace(table, table + oci)
                : config + "\n" + table + "enabled = true\n" + oci;
        return text.contains("[worker.containerd]") ? text : text + "\n[worker.containerd]\nenabled = false\n";
    }
}
