package io.jenkins.plugins.imagefarm.engine.git;

import java.time.Instant;
import org.eclipse.jgit.revwalk.RevCommit;

/** A commit that is here. */
record GitCommit(RevCommit commit) {
    /** Its 40 digits. */
    String id() {
        return commit.name();
    }

    Instant time() {
        return Instant.ofEpochSecond(commit.getCommitTime());
    }
}
