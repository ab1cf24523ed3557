package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A path in an image that an image or user names: it becomes part of a Dockerfile, so it has to be a plain one. */
record ImagePath(String path) {
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9_./@+~-]*");

    /**
     * @param what it is of, for people
     * @throws S2iFailure if it is not absolute, or has characters that may mean something
     */
    static ImagePath of(String what, String text) {
        if (!PLAIN.matcher(text).matches() || Arrays.asList(text.split("/")).contains("..")) {
            throw S2iFailure.user(
                    S2iReason.INSTALL_SCRIPTS_FAILED,
                    what + " '" + text + "' is not a path in an image",
                    "Use an absolute path of letters, digits and . _ - / @ + ~, without '..'.");
        }
        return new ImagePath(text.length() > 1 ? text.replaceFirst("/+$", "") : text);
    }

    /** As archives name it, without the slash at its beginning. */
    String inArchive() {
        return path.substring(1);
    }

    String resolve(String name) {
        return path.endsWith("/") ? path + name : path + "/" + name;
    }
}
