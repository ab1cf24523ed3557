package io.jenkins.plugins.imagefarm.engine.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks the selected part of a tree: every folder before what it holds, in the order of names. The folders that lead to
 * a selected file are selected too. What comes out is what fsutil's {@code FilterFS} lets through.
 *
 * <p>The tree may change meanwhile: what has gone when it is its turn is left out.
 */
public final class TreeFilter {
    private final FileNode root;
    /** Null if everything is included. */
    private final IgnoreRules includes;
    /** Null if nothing is excluded. */
    private final IgnoreRules excludes;

    /** Takes what a walk finds. */
    @FunctionalInterface
    public interface Visitor {
        void visit(String path, FileStat stat) throws IOException;
    }

    /** @param root of the tree */
    public TreeFilter(FileNode root, Selection selection) throws IOException {
        this.root = root;
        List<String> included = included(selection);
        includes = included.isEmpty() ? null : new IgnoreRules(included);
        excludes = selection.excludes().isEmpty() ? null : new IgnoreRules(selection.excludes());
    }

    private List<String> included(Selection selection) throws IOException {
        Optional<List<String>> followed = selection.followPaths().isEmpty()
                ? Optional.empty()
                : new LinkFollower(root).follow(selection.followPaths());
        if (followed.isEmpty()) {
            return selection.includes();
        }
        List<String> all = new ArrayList<>(selection.includes());
        all.addAll(followed.get());
        return LinkFollower.withoutCovered(all).orElse(List.of());
    }

    public void walk(Visitor visitor) throws IOException {
        for (FileNode node : root.children()) {
            visit(node, null, visitor);
        }
    }

    private void visit(FileNode node, Place parent, Visitor visitor) throws IOException {
        Place place = new Place(node, parent);
        if (!place.wanted && !place.mayHoldWanted()) {
            return;
        }
        try {
            place.stat = node.stat();
        } catch (NoSuchFileException e) {
            return;
        }
        if (place.wanted) {
            place.report(visitor);
        }
        if (place.stat.isFolder()) {
            for (FileNode child : children(place)) {
                visit(child, place, visitor);
            }
        }
    }

    private static List<FileNode> children(Place folder) throws IOException {
        try {
            return folder.node.children();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (AccessDeniedException e) {
            if (folder.wanted) {
                throw e;
            }
            return List.of();
        }
    }

    /** Where a walk is, with what is known of the folders above. */
    private final class Place {
        private final FileNode node;
        private final Place parent;
        private final String path;
        private final IgnoreRules.Verdict included;
        private final IgnoreRules.Verdict excluded;
        private final boolean wanted;
        private FileStat stat;
        private boolean reported;

        Place(FileNode node, Place parent) {
            this.node = node;
            this.parent = parent;
            path = parent == null ? node.name() : parent.path + "/" + node.name();
            included = includes == null ? null : includes.match(path, parent == null ? null : parent.included);
            excluded = excludes == null ? null : excludes.match(path, parent == null ? null : parent.excluded);
            wanted = (included == null || included.matched()) && (excluded == null || !excluded.matched());
        }

        /** Whether there may be something wanted below what itself is not. */
        boolean mayHoldWanted() {
            return (included == null || included.matched() || includes.mayMatchIn(path))
                    && (excluded == null || !excluded.matched() || excludes.mayExceptIn(path));
        }

        void report(Visitor visitor) throws IOException {
            if (!reported) {
                reported = true;
                if (parent != null) {
                    parent.report(visitor);
                }
                visitor.visit(path, stat);
            }
        }
    }
}
