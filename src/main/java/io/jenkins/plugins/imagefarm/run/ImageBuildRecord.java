package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One image build as it is kept with the run. Text and numbers only, so that a later version of the contract can still read
 * it, and nothing that could hold a secret: no build arguments, no environment, no metadata.
 *
 * <p>Visible enough to be in the run's own {@code api/json}, as its causes are, without asking for more depth.
 */
@ExportedBean(defaultVisibility = 3)
public class ImageBuildRecord {
    /** A Dockerfile with more warnings has all of them in its log. */
    private static final int MOST_WARNINGS = 20;

    private String stepId;
    private String state;
    private String reason;
    private String digest;
    private String imageId;
    private List<String> tags;
    private boolean pushed;
    private List<String> platforms;
    private Long size;
    private Map<String, Long> sizes;
    private List<BuiltPart> parts;
    private List<String> plan;
    private List<String> moves;
    private String commit;
    private String builder;
    private long startedAt;
    private long durationMs;
    private int cachedSteps;
    private int totalSteps;
    private long savedMs;
    private List<String> warnings;
    private String fault;
    private String problem;
    private String advice;
    private String metadata;
    private List<BuiltStatement> attestations;
    private S2iRecord s2i;

    private ImageBuildRecord() {}

    static ImageBuildRecord of(
            String stepId,
            @CheckForNull BuildRequest request,
            BuildResult result,
            long savedMs,
            @CheckForNull String metadata,
            List<BuiltStatement> attestations) {
        ImageBuildRecord built = new ImageBuildRecord();
        built.stepId = stepId;
        built.state = result.state().name();
        built.reason = result.reason();
        built.digest = text(result.digest());
        built.imageId = text(result.imageId());
        built.tags = texts(result.tags());
        if (result.digest() == null && built.tags.isEmpty() && request != null) {
            // A build that failed made nothing, but a user looks for it by the name it was to have.
            built.tags = texts(request.tagsAt(result.commit()));
        }
        built.pushed = result.pushed();
        built.platforms = texts(result.platforms());
        ImageSize size = result.size();
        built.size = size == null ? null : size.bytes();
        built.sizes = new LinkedHashMap<>();
        if (size != null) {
            size.parts().forEach(part -> built.sizes.put(part.platform().toString(), part.bytes()));
        }
        built.parts = new ArrayList<>(result.parts().stream().map(BuiltPart::of).toList());
        built.plan = texts(result.plan().stream().map(Assignment::part).toList());
        built.moves = texts(result.moves().stream()
                .map(move -> Messages.ImageBuildRecord_moved(move.assignment().part(), move.reason()))
                .toList());
        built.commit = result.commit();
        built.builder = result.builder();
        built.startedAt = result.startedAt();
        built.durationMs = result.durationMs();
        built.cachedSteps = result.cachedSteps();
        built.totalSteps = result.totalSteps();
        built.savedMs = savedMs;
        built.warnings = texts(result.warnings().stream().limit(MOST_WARNINGS).toList());
        Problem problem = result.problem();
        if (problem != null) {
            built.fault = problem.fault().name();
            built.problem = problem.cause();
            built.advice = Util.fixEmpty(problem.advice());
        }
        built.metadata = metadata;
        built.attestations = new ArrayList<>(attestations);
        built.s2i = S2iRecord.of(result.s2i());
        return built;
    }

    private static String text(@CheckForNull Object value) {
        return value == null ? null : value.toString();
    }

    /** An ArrayList, as XStream writes it without telling the class. */
    private static List<String> texts(List<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.toString()));
        return texts;
    }

    /** Of the run's step. */
    @Exported
    public String getStepId() {
        return stepId;
    }

    /** A final state of {@link io.jenkins.plugins.imagefarm.engine.api.BuildState}. */
    @Exported
    public String getState() {
        return state;
    }

    /** Whether it failed or was cancelled. */
    public boolean isUnsuccessful() {
        return BuildState.FAILURE.name().equals(state)
                || BuildState.CANCELLED.name().equals(state);
    }

    /** Why it is in that state, one line; empty if the record is of a version that did not keep it. */
    @Exported
    public String getReason() {
        return reason;
    }

    /** Of the manifest or index; null if none was made. */
    @Exported
    @CheckForNull
    public String getDigest() {
        return digest;
    }

    /** The digest of the image's configuration; null for an index, or if none was made. */
    @Exported
    @CheckForNull
    public String getImageId() {
        return imageId;
    }

    /** Names of the image: those it got, or those it was to get if it was not made. */
    @Exported
    public List<String> getTags() {
        return tags;
    }

    /** The names with the digest; empty if no image was made. */
    @Exported
    public List<String> getImages() {
        return digest == null
                ? List.of()
                : tags.stream()
                        .map(tag -> tag.contains("@") ? tag : tag + "@" + digest)
                        .toList();
    }

    @Exported
    public boolean isPushed() {
        return pushed;
    }

    @Exported
    public List<String> getPlatforms() {
        return platforms;
    }

    /** Bytes of the image as its registry stores it, compressed; null if it is not there, or the registry did not tell. */
    @Exported
    @CheckForNull
    public Long getSize() {
        return size;
    }

    /** The same by platform; what platforms share is in each of them. */
    @Exported
    public Map<String, Long> getSizes() {
        return sizes;
    }

    /** Who built which platform; empty without a farm. */
    @Exported
    public List<BuiltPart> getParts() {
        return parts;
    }

    /** Who was to build what on a farm, in the order it was decided, such as {@code linux/arm64@n2}; empty without a farm. */
    @Exported
    public List<String> getPlan() {
        return plan;
    }

    /** What was taken from a node of the farm that failed, and why, one line each; empty without a farm. */
    @Exported
    public List<String> getMoves() {
        return moves;
    }

    /** That the source was at; null if it was not Git, or not found. */
    @Exported
    @CheckForNull
    public String getCommit() {
        return commit;
    }

    @Exported
    @CheckForNull
    public String getBuilder() {
        return builder;
    }

    /** Milliseconds since 1970; 0 if the build did not begin. */
    @Exported
    public long getStartedAt() {
        return startedAt;
    }

    @Exported
    public long getDurationMs() {
        return durationMs;
    }

    @Exported
    public int getCachedSteps() {
        return cachedSteps;
    }

    @Exported
    public int getTotalSteps() {
        return totalSteps;
    }

    /** How long the cached steps took when an earlier run of the job carried them out, in milliseconds; 0 if that is not known. */
    @Exported
    public long getSavedMs() {
        return savedMs;
    }

    /** The same for people; empty if it is not known. */
    public String getSavedText() {
        return savedMs == 0 ? "" : Messages.ImageBuildRecord_saved(Util.getTimeSpanString(savedMs));
    }

    @Exported
    public List<String> getWarnings() {
        return warnings;
    }

    /** {@code USER} or {@code SERVICE}; null unless the build failed. */
    @Exported
    @CheckForNull
    public String getFault() {
        return fault;
    }

    /** Why the build failed, one line; null unless it did. */
    @Exported
    @CheckForNull
    public String getProblem() {
        return problem;
    }

    /** What to do about it; null if there is nothing to say. */
    @Exported
    @CheckForNull
    public String getAdvice() {
        return advice;
    }

    /** The artifact of the run with the build's metadata; null if there is none. */
    @Exported
    @CheckForNull
    public String getMetadata() {
        return metadata;
    }

    /** What is told of the image in its registry. */
    @Exported
    public List<BuiltStatement> getAttestations() {
        return attestations;
    }

    /** Null unless it was an s2i build. */
    @Exported
    @CheckForNull
    public S2iRecord getS2i() {
        return s2i;
    }

    /** For pages. */
    public Date getStartTime() {
        return new Date(startedAt);
    }

    /** For pages. */
    public String getDurationText() {
        return Util.getTimeSpanString(durationMs);
    }

    /** For pages; empty if it is not known. */
    public String getSizeText() {
        return text(size);
    }

    /** For pages: of one platform; empty if it is not known. */
    public String sizeTextOf(String platform) {
        return text(sizes.get(platform));
    }

    private static String text(@CheckForNull Long bytes) {
        return bytes == null ? "" : new BinarySize(bytes).toString();
    }

    /** For pages. */
    public String getStateText() {
        return StateLook.of(state).text();
    }

    /** For pages. */
    public String getStateIcon() {
        return StateLook.of(state).icon();
    }

    /** For pages: who has to act, said in a sentence. */
    public String getFaultText() {
        return Fault.SERVICE.name().equals(fault)
                ? Messages.ImageBuildRecord_serviceFault()
                : Messages.ImageBuildRecord_userFault();
    }

    /** For pages: as much of the digest as people compare. */
    @CheckForNull
    public String getShortDigest() {
        return shorten(digest);
    }

    @CheckForNull
    static String shorten(@CheckForNull String digest) {
        return digest == null ? null : digest.replaceFirst("(:.{12}).*", "$1");
    }

    /** For pages: under which fingerprint the image is found again, wherever it turns up; null if it has none. */
    @CheckForNull
    public String getFingerprint() {
        return ImageFingerprints.hash(digest).orElse(null);
    }

    /** Fields that another version did not write. */
    private Object readResolve() {
        stepId = Objects.requireNonNullElse(stepId, "");
        state = Objects.requireNonNullElse(state, "");
        reason = Optional.ofNullable(reason)
                .or(() -> Optional.ofNullable(problem))
                .orElse("");
        tags = Optional.ofNullable(tags).orElseGet(ArrayList::new);
        platforms = Optional.ofNullable(platforms).orElseGet(ArrayList::new);
        sizes = Optional.ofNullable(sizes).orElseGet(LinkedHashMap::new);
        parts = Optional.ofNullable(parts).orElseGet(ArrayList::new);
        plan = Optional.ofNullable(plan).orElseGet(ArrayList::new);
        moves = Optional.ofNullable(moves).orElseGet(ArrayList::new);
        attestations = Optional.ofNullable(attestations).orElseGet(ArrayList::new);
        warnings = Optional.ofNullable(warnings).orElseGet(ArrayList::new);
        return this;
    }
}
