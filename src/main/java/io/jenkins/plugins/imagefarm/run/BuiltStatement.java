package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One attestation of an image, as it is kept with the run. */
@ExportedBean(defaultVisibility = 4)
public final class BuiltStatement {
    private final String kind;
    private final String platform;
    private final String predicateType;
    private final String digest;
    private final String artifact;

    private BuiltStatement(Statement made, @CheckForNull String artifact) {
        this.kind = made.kind();
        this.platform = made.platform().toString();
        this.predicateType = made.predicateType();
        this.digest = made.digest().toString();
        this.artifact = artifact;
    }

    /** @param artifact null if no copy is kept */
    static BuiltStatement of(Statement made, @CheckForNull String artifact) {
        return new BuiltStatement(made, artifact);
    }

    /** {@code provenance}, {@code sbom} or {@code other}. */
    @Exported
    public String getKind() {
        return kind;
    }

    /** Of the image that it is about. */
    @Exported
    public String getPlatform() {
        return platform;
    }

    /** URL that names the form of what it tells. */
    @Exported
    public String getPredicateType() {
        return predicateType;
    }

    /** Of its JSON, in the image's repository. */
    @Exported
    public String getDigest() {
        return digest;
    }

    /** The artifact of the run with a copy; null if there is none. */
    @Exported
    @CheckForNull
    public String getArtifact() {
        return artifact;
    }
}
