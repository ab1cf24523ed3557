package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the container that assembles an application has other than usual.
 *
 * @param capDrop capabilities that it does not have, such as {@code CHOWN} or {@code ALL}
 * @param volumes that are there while it assembles, and in no image
 */
public record S2iContainer(List<String> capDrop, List<Volume> volumes) {
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z_]*");

    public S2iContainer {
        capDrop = capDrop == null ? List.of() : List.copyOf(capDrop);
        volumes = volumes == null ? List.of() : List.copyOf(volumes);
        for (String capability : capDrop) {
            if (!CAPABILITY.matcher(capability).matches()) {
                throw new ProblemException(Problem.user(
                        "'" + capability + "' is not a capability", "Use names such as CHOWN or NET_RAW, or ALL."));
            }
        }
    }

    /** One as usual. */
    public static S2iContainer usual() {
        return new S2iContainer(null, null);
    }

    /**
     * A volume that the builder keeps for whoever names it. Folders of the builder's machine are not to be had: who may build an image
     * there is not meant to read and change its files.
     *
     * @param name of the volume, which is made if it is not there
     * @param path where the container has it, absolute
     */
    public record Volume(String name, String path) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]+");
        private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_.@+~-]+)+");

        public Volume {
            if (!NAME.matcher(name).matches()) {
                throw invalid(
                        name + ":" + path,
                        name.startsWith("/") || name.startsWith(".")
                                ? "folders of the builder's machine cannot be had"
                                : "its name has other characters than letters, digits and _ . -");
            }
            if (!PATH.matcher(path).matches() || List.of(path.split("/")).contains("..")) {
                throw invalid(name + ":" + path, "its path is not a plain absolute one");
            }
        }

        /** @throws ProblemException if the text is not {@code name:path} */
        public static Volume valueOf(String text) {
            String[] parts = text.strip().split(":", -1);
            if (parts.length != 2) {
                throw invalid(text, "it is not a name and a path");
            }
            return new Volume(parts[0], parts[1]);
        }

        private static ProblemException invalid(String text, String why) {
            return new ProblemException(Problem.user(
                    "'" + text + "' is not a volume: " + why,
                    "Use name:/path/in/the/container, such as m2:/root/.m2."));
        }
    }
}
