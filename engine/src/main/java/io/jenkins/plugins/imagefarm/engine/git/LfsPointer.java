package io.jenkins.plugins.imagefarm.engine.git;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a repository has of a file that Git LFS keeps elsewhere.
 *
 * @param oid the SHA-256 of its content, 64 hexadecimal digits
 * @param size of its content in bytes
 * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">LFS' specification</a>
 */
record LfsPointer(String oid, long size) {
    /** No pointer is longer. */
    static final int LONGEST = 1024;

    private static final Pattern FORM = Pattern.compile("version https://git-lfs\\.github\\.com/spec/v1\n"
            + "(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\\d{1,18})\n?");

    /** @return empty if it is a file of its own */
    static Optional<LfsPointer> parse(byte[] content) {
        Matcher form = FORM.matcher(new String(content, StandardCharsets.UTF_8));
        return form.matches()
                ? Optional.of(new LfsPointer(form.group(1), Long.parseLong(form.group(2))))
                : Optional.empty();
    }
}
