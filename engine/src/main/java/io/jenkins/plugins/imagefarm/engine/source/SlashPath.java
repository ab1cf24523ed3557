package io.jenkins.plugins.imagefarm.engine.source;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths by their text alone, as Go's package {@code path} treats them, which BuildKit's rules are written in. */
final class SlashPath {
    private SlashPath() {}

    /** The shortest path that names the same thing: no empty part, no {@code .}, {@code ..} only at the beginning. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (part.equals("..") && absolute || part.isEmpty() || part.equals(".")) {
                continue;
            } else {
                parts.addLast(part);
            }
        }
        String clean = String.join("/", parts);
        return absolute ? "/" + clean : clean.isEmpty() ? "." : clean;
    }

    static String join(String one, String other) {
        return one.isEmpty() ? (other.isEmpty() ? "" : clean(other)) : clean(one + "/" + other);
    }

    /** All but the last part. */
    static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return clean(path.substring(0, slash + 1));
    }

    /** The last part. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String withoutSuffix(String path, String suffix) {
        return path.endsWith(suffix) ? path.substring(0, path.length() - suffix.length()) : path;
    }
}
