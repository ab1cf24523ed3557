package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A Git repository at a commit.
 *
 * @param url where the repository is
 * @param ref a branch, a tag, a name that begins with {@code refs/}, or the 40 digits of a commit; empty for what the server calls
 *     HEAD
 * @param submodules whether submodules are fetched too, and theirs
 * @param lfs whether files of Git LFS are brought, instead of the pointers to them that the repository has
 * @param tagWithCommit whether the image also gets the commit as a tag, in every repository it has a name in
 * @param knownHosts of SSH, as OpenSSH's file of this name
 */
public record GitSource(
        GitUrl url, String ref, boolean submodules, boolean lfs, boolean tagWithCommit, String knownHosts) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}");

    /** What git-check-ref-format(1) forbids, and what could be taken for an option. */
    private static final Pattern BAD_REF =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|^[-/.]|/\\.|[/.]$|\\.lock(/|$)|^@$");

    public GitSource {
        Objects.requireNonNull(url, "url");
        ref = ref == null ? "" : ref.strip();
        knownHosts = knownHosts == null ? "" : knownHosts;
        if (lfs && !url.isHttp()) {
            throw new ProblemException(Problem.user(
                    "Files of LFS come by HTTP, and " + url + " is not reached so", "Use the repository's https URL."));
        }
        if (BAD_REF.matcher(ref).find()) {
            throw new ProblemException(Problem.user(
                    "'" + ref + "' cannot be a branch, tag or commit",
                    "Use a branch or tag as it is named on the server, refs/…, or the 40 digits of a commit."));
        }
    }

    /** Whether the ref is a commit itself. */
    public boolean namesCommit() {
        return COMMIT.matcher(ref).matches();
    }
}
