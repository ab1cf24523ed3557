package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An image in a folder that is an OCI image layout: {@code oci-layout://FOLDER[:TAG][@DIGEST]}.
 *
 * @param folder its path
 * @param tag by which the layout knows the image; null for the only one, or the one called {@link #LATEST}
 * @param digest of the manifest or index; null for what the tag says
 */
public record OciLayout(String folder, String tag, Digest digest) {
    public static final String LATEST = "latest";

    static final String SCHEME = "oci-layout://";

    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+:[0-9a-f]{32,}");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    public OciLayout {
        Objects.requireNonNull(folder, "folder");
        if (folder.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "The layout of an image has no folder",
                    "Write oci-layout://FOLDER:TAG or oci-layout://FOLDER@DIGEST."));
        }
    }

    /** @throws ProblemException if there is no folder, or the digest is none */
    public static OciLayout valueOf(String text) {
        String folder = text.substring(SCHEME.length());
        Digest digest = null;
        String tag = null;
        int at = folder.lastIndexOf('@');
        if (at >= 0 && DIGEST.matcher(folder.substring(at + 1)).matches()) {
            digest = Digest.valueOf(folder.substring(at + 1));
            folder = folder.substring(0, at);
        }
        int colon = folder.lastIndexOf(':');
        if (colon >= 0 && TAG.matcher(folder.substring(colon + 1)).matches()) {
            tag = folder.substring(colon + 1);
            folder = folder.substring(0, colon);
        }
        return new OciLayout(folder, tag, digest);
    }

    /** The same in another folder. */
    OciLayout in(String other) {
        return new OciLayout(other, tag, digest);
    }

    @Override
    public String toString() {
        return SCHEME + folder + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
