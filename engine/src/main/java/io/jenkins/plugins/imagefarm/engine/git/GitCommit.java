package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * A commit that is here.
 *
 * @param ref the branch or tag that led to it; {@code HEAD} if none did
 */
record GitCommit(RevCommit commit, String ref) {
    private static final String OCI = "org.opencontainers.image.";
    private static final int LONGEST_MESSAGE = 80;
    private static final String CUT = "..";

    /** Git's own, by which source-to-image's labels are dated. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy Z", Locale.ROOT);

    /** Its 40 digits. */
    String id() {
        return commit.name();
    }

    Instant time() {
        return Instant.ofEpochSecond(commit.getCommitTime());
    }

    /** The labels that any image of it gets. */
    Map<String, String> labels(String location) {
        return Map.of(
                OCI + "source", location,
                OCI + "revision", id(),
                OCI + "created", time().toString());
    }

    /**
     * The labels of an application image.
     *
     * @param location of the repository, without a password; empty if it has none
     */
    Map<String, String> s2iLabels(String location) {
        PersonIdent author = commit.getAuthorIdent();
        Map<S2iLabel, String> labels = new EnumMap<>(S2iLabel.class);
        labels.put(S2iLabel.COMMIT_ID, id());
        labels.put(S2iLabel.COMMIT_REF, ref);
        labels.put(S2iLabel.COMMIT_AUTHOR, author.getName() + " <" + author.getEmailAddress() + ">");
        labels.put(S2iLabel.COMMIT_DATE, DATE.format(author.getWhenAsInstant().atZone(author.getZoneId())));
        labels.put(S2iLabel.COMMIT_MESSAGE, message());
        labels.put(S2iLabel.SOURCE_LOCATION, location);
        Map<String, String> byKey = new LinkedHashMap<>();
        labels.forEach((label, value) -> {
            if (!value.isEmpty()) {
                byKey.put(label.key(), value);
            }
        });
        return byKey;
    }

    /** Cut as source-to-image cuts it. */
    private String message() {
        String message = commit.getShortMessage().strip();
        int length = message.codePointCount(0, message.length());
        return length <= LONGEST_MESSAGE
                ? message
                : message.substring(0, message.offsetByCodePoints(0, LONGEST_MESSAGE - CUT.length())) + CUT;
    }
}
