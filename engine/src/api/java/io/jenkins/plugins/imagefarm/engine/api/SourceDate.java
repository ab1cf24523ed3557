package io.jenkins.plugins.imagefarm.engine.api;

import java.util.regex.Pattern;

/**
 * When an image says that it was made, so that the same files give the same image at any time.
 *
 * @param seconds since 1970; null for the time of the commit that the files are at, as long as that is not known
 * @param rewrite whether files in the layers are not newer either
 * @see <a href="https://reproducible-builds.org/specs/source-date-epoch/">SOURCE_DATE_EPOCH</a>
 */
public record SourceDate(Long seconds, boolean rewrite) {
    /** The build argument by which BuildKit is told, and which steps may look at. */
    public static final String VARIABLE = "SOURCE_DATE_EPOCH";

    /** Names the time of the commit. */
    public static final String COMMIT = "commit";

    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    /**
     * @param text seconds since 1970, or {@link #COMMIT}; null or empty for none
     * @return null for none
     * @throws ProblemException if it is no date, or there is none for files to be given
     */
    public static SourceDate of(String text, boolean rewrite) {
        String value = text == null ? "" : text.strip();
        if (value.isEmpty()) {
            if (rewrite) {
                throw new ProblemException(Problem.user(
                        "The files cannot be given a date: there is no sourceDateEpoch",
                        "Give it too, for instance commit."));
            }
            return null;
        }
        if (value.equals(COMMIT)) {
            return new SourceDate(null, rewrite);
        }
        if (!SECONDS.matcher(value).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' is not a sourceDateEpoch",
                    "Write seconds since 1970, or commit for the commit's time."));
        }
        return new SourceDate(Long.valueOf(value), rewrite);
    }

    /** The same, now that the time of the commit is known. */
    public SourceDate ofCommit(long time) {
        return seconds == null ? new SourceDate(time, rewrite) : this;
    }
}
