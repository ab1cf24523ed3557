package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/** Finds out which commit a source is, and brings it. */
final class GitFetch {
    private final GitSource source;
    private final GitAccess access;
    private final Repository local;
    private final Predicate<String> isWanted;
    private final Cancellation cancellation;
    private final Consumer<String> console;
    private final RefChoice choice;

    /**
     * @param local where it is brought; nothing is there yet
     * @param isWanted whether a commit is to be brought, by its 40 digits
     */
    GitFetch(
            GitSource source,
            GitAccess access,
            Repository local,
            Predicate<String> isWanted,
            Cancellation cancellation,
            Consumer<String> console) {
        this.source = source;
        this.access = access;
        this.local = local;
        this.isWanted = isWanted;
        this.cancellation = cancellation;
        this.console = console;
        choice = new RefChoice(source);
    }

    /**
     * @param what it is for people
     * @return empty if it is not wanted
     * @throws ProblemException if it cannot be found or brought
     */
    Optional<GitCommit> fetch(String what) throws IOException {
        if (source.namesCommit()) {
            ObjectId id = ObjectId.fromString(source.ref());
            return isWanted.test(id.name()) ? Optional.of(byId(what, id)) : Optional.empty();
        }
        return byName(what);
    }

    private Optional<GitCommit> byName(String what) throws IOException {
        Ref ref;
        try (GitRemote remote = open(true, choice.names())) {
            Optional<Ref> found = choice.among(remote.refs());
            if (found.isEmpty()) {
                throw unknown();
            }
            if (choice.isAmbiguous(remote.refs())) {
                console.accept("#0 '" + source.ref() + "' is a branch and a tag: the branch is taken, refs/tags/"
                        + source.ref() + " is the tag");
            }
            ref = found.get();
            String id = RefChoice.commit(ref);
            console.accept("#0 " + what + " at " + choice.shown(ref) + " is " + id);
            if (!isWanted.test(id)) {
                return Optional.empty();
            }
            remote.fetch(List.of(ref));
        } catch (RefusedException e) {
            throw e.problem();
        }
        return Optional.of(commit(ref.getObjectId(), choice.name(ref)));
    }

    /** Asked again, because for a name that is there the server did not have to tell all. */
    private ProblemException unknown() {
        try (GitRemote remote = open(true)) {
            return choice.unknown(remote.refs());
        }
    }

    private GitCommit byId(String what, ObjectId id) throws IOException {
        try (GitRemote remote = open(true, choice.names())) {
            remote.fetch(List.of(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id)));
        } catch (RefusedException e) {
            console.accept("#0 " + source.url() + " does not give the commit " + id.name()
                    + " by itself: all branches and tags are fetched to look for it");
            fetchAll();
        }
        GitCommit commit;
        try {
            commit = commit(id, id.name());
        } catch (MissingObjectException e) {
            throw new ProblemException(
                    Problem.user(
                            "There is no commit " + id.name() + " in " + source.url(),
                            "It may never have been pushed, or be gone since the branch was overwritten: give one that a branch or tag has."),
                    e);
        }
        console.accept("#0 " + what + " is " + commit.id());
        return commit;
    }

    private void fetchAll() {
        try (GitRemote remote = open(false)) {
            Collection<Ref> all = remote.refs().stream()
                    .filter(ref -> RefChoice.isBranchOrTag(ref.getName()) && ref.getObjectId() != null)
                    .toList();
            if (!all.isEmpty()) {
                remote.fetch(all);
            }
        } catch (RefusedException e) {
            throw e.problem();
        }
    }

    private GitRemote open(boolean shallow, String... names) {
        return GitRemote.open(source.url(), access, cancellation, local, shallow, names);
    }

    private GitCommit commit(ObjectId id, String ref) throws IOException {
        try (RevWalk walk = new RevWalk(local)) {
            RevObject object = walk.peel(walk.parseAny(id));
            return new GitCommit(walk.parseCommit(object), ref);
        } catch (IncorrectObjectTypeException e) {
            throw new ProblemException(
                    Problem.user("'" + source.ref() + "' of " + source.url() + " is not a commit", ""), e);
        }
    }
}
