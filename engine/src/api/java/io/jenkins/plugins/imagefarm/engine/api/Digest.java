package io.jenkins.plugins.imagefarm.engine.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest such as {@code sha256:6c3c…}.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the hash in lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    public Digest {
        int length =
                switch (algorithm) {
                    case "sha256" -> 64;
                    case "sha512" -> 128;
                    default -> -1;
                };
        if (hex.length() != length || !HEX.matcher(hex).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + algorithm + ":" + hex + "' is not a digest",
                    "A digest looks like sha256: and 64 hex digits."));
        }
    }

    public static Digest valueOf(String text) {
        int colon = text.indexOf(':');
        return new Digest(colon < 0 ? "" : text.substring(0, colon), text.substring(colon + 1));
    }

    /** By SHA-256. */
    public static Digest of(byte[] content) {
        try {
            return new Digest(
                    "sha256",
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
