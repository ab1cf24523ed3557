package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Closest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;

/** Which of a server's refs is meant by a name: as with {@code git clone --branch}, a branch goes before a tag. */
record RefChoice(GitSource source) {
    private static final int MOST_NAMES = 5;

    /** Names under which the server may have it. */
    String[] names() {
        String ref = source.ref();
        if (ref.isEmpty() || source.namesCommit()) {
            return new String[] {Constants.HEAD};
        }
        return ref.startsWith(Constants.R_REFS)
                ? new String[] {ref}
                : new String[] {Constants.R_HEADS + ref, Constants.R_TAGS + ref};
    }

    Optional<Ref> among(Collection<Ref> refs) {
        for (String name : names()) {
            Optional<Ref> found = refs.stream()
                    .filter(ref -> ref.getName().equals(name) && ref.getObjectId() != null)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether the name is that of a branch and of a tag that is something else. */
    boolean isAmbiguous(Collection<Ref> refs) {
        return refs.stream()
                        .filter(ref -> List.of(names()).contains(ref.getName()))
                        .map(RefChoice::commit)
                        .distinct()
                        .count()
                > 1;
    }

    /** Its 40 digits: an annotated tag is an object of its own. */
    static String commit(Ref ref) {
        return (ref.getPeeledObjectId() != null ? ref.getPeeledObjectId() : ref.getObjectId()).name();
    }

    /** How the chosen one is called. */
    String name(Ref ref) {
        if (source.ref().isEmpty()) {
            return ref.isSymbolic() ? shortName(ref.getTarget()) : Constants.HEAD;
        }
        return source.ref();
    }

    /** The same for people. */
    String shown(Ref ref) {
        boolean isDefault = source.ref().isEmpty() && ref.isSymbolic();
        return isDefault ? Constants.HEAD + " (" + name(ref) + ")" : name(ref);
    }

    /** @param all that the server has */
    ProblemException unknown(Collection<Ref> all) {
        TreeSet<String> names = new TreeSet<>();
        all.stream()
                .filter(ref -> isBranchOrTag(ref.getName()))
                .map(RefChoice::shortName)
                .forEach(names::add);
        if (names.isEmpty()) {
            return problem("The repository " + source.url() + " has no commit yet", "");
        }
        if (source.ref().isEmpty()) {
            return problem(
                    "The repository " + source.url() + " says of no branch that it is the default", "Give a ref.");
        }
        return problem(
                "There is no " + (source.ref().startsWith(Constants.R_REFS) ? "ref" : "branch or tag") + " '"
                        + source.ref() + "' in " + source.url(),
                advice(names));
    }

    private String advice(TreeSet<String> names) {
        String ref = source.ref().replaceFirst("^refs/(heads|tags)/", "");
        String withoutRemote = ref.replaceFirst("^(refs/remotes/)?origin/", "");
        if (names.contains(withoutRemote)) {
            return "Did you mean '" + withoutRemote + "'?";
        }
        if (ref.matches("[0-9a-f]{7,39}")) {
            return "A commit needs all of its 40 digits.";
        }
        return Closest.of(ref, names)
                .map(name -> "Did you mean '" + name + "'?")
                .orElseGet(() -> "It has "
                        + String.join(", ", names.stream().limit(MOST_NAMES).toList())
                        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more." : "."));
    }

    private static ProblemException problem(String cause, String advice) {
        return new ProblemException(Problem.user(cause, advice));
    }

    static boolean isBranchOrTag(String name) {
        return name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS);
    }

    static String shortName(Ref ref) {
        return ref.getName().replaceFirst("^refs/(heads|tags)/", "");
    }
}
