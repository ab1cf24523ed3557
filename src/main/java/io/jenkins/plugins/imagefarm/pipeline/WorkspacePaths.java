package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Paths of parameters, made absolute for the agent. They start from the current directory and may not leave the workspace. The
 * agent's files are not looked at, so whether it speaks Windows shows from the workspace's own path.
 */
final class WorkspacePaths {
    private static final Pattern WINDOWS = Pattern.compile("[A-Za-z]:[\\\\/].*|\\\\\\\\.*");

    private final String workspace;
    private final String directory;
    private final boolean windows;

    /**
     * @param workspace absolute path of the workspace's root
     * @param directory absolute path of the current directory
     */
    WorkspacePaths(String workspace, String directory) {
        this.windows = WINDOWS.matcher(directory).matches();
        this.directory = normalize(directory);
        String root = normalize(workspace);
        // With dir('/elsewhere') somebody went out of the workspace on purpose; then that is what may not be left.
        this.workspace = contains(root, this.directory) ? root : this.directory;
    }

    /** @throws ProblemException if the path leaves the workspace */
    String resolve(String parameter, String path) {
        return resolve(parameter, directory, path);
    }

    /**
     * @param from the absolute path that a relative one starts from
     * @throws ProblemException if the path leaves the workspace
     */
    String resolve(String parameter, String from, String path) {
        String absolute = normalize(isAbsolute(path) ? path : from + "/" + path);
        if (!contains(workspace, absolute)) {
            throw new ProblemException(Problem.user(
                    parameter + " '" + path + "' leaves the workspace", "Give a path inside of " + workspace + "."));
        }
        return absolute;
    }

    private boolean isAbsolute(String path) {
        return windows ? WINDOWS.matcher(path).matches() : path.startsWith("/");
    }

    private boolean contains(String outer, String inner) {
        String folder = outer.endsWith(separator()) ? outer : outer + separator();
        return inner.equals(outer) || inner.regionMatches(windows, 0, folder, 0, folder.length());
    }

    private String separator() {
        return windows ? "\\" : "/";
    }

    private String normalize(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split(windows ? "[\\\\/]+" : "/+")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        String root = windows ? (path.startsWith("\\\\") ? "\\\\" : "") : "/";
        return root + String.join(separator(), names);
    }
}
