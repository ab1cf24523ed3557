package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * An attestation of what was built: a statement in in-toto's form. It is with the image in its registry; or, if that was not pushed, in its
 * archive or beside its files.
 *
 * @param platform of the image that it is about
 * @param predicateType URL that names the form of what it tells, for instance {@code https://slsa.dev/provenance/v0.2}
 * @param digest of its JSON, which is a blob of the image's repository or archive
 * @param file the name of a copy, among those of {@link ControlFiles#STATEMENTS}; null if there is none
 * @see <a href="https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md">BuildKit's form</a>
 */
public record Statement(Platform platform, String predicateType, Digest digest, String file) {
    public Statement {
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(predicateType, "predicateType");
        Objects.requireNonNull(digest, "digest");
    }

    /** What it tells, in one word: {@code provenance}, {@code sbom}, or {@code other}. */
    public String kind() {
        if (predicateType.startsWith("https://slsa.dev/provenance/")) {
            return Attestation.Kind.PROVENANCE.toString();
        }
        return predicateType.startsWith("https://spdx.dev/") || predicateType.startsWith("https://cyclonedx.org/")
                ? Attestation.Kind.SBOM.toString()
                : "other";
    }
}
