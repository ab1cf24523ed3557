package io.jenkins.plugins.imagefarm.engine.source;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds what paths lead to through symbolic links, so that a builder that wants a link gets its target too. All links
 * are read as if the tree's root were {@code /}: what lies outside cannot be reached. The result is that of fsutil's
 * {@code FollowLinks}.
 */
final class LinkFollower {
    private final FileNode root;
    private final TreeSet<String> found = new TreeSet<>(DiskName::compare);

    LinkFollower(FileNode root) {
        this.root = root;
    }

    /** @return the paths, the links on the way and their targets; empty if the root is among them */
    Optional<List<String>> follow(List<String> paths) throws IOException {
        for (String path : paths) {
            add(path);
        }
        return withoutCovered(found);
    }

    /** Leaves out what lies in a folder named before it. Empty if the root is there, which covers all. */
    static Optional<List<String>> withoutCovered(Collection<String> paths) {
        List<String> kept = new ArrayList<>();
        String last = "";
        for (String path : paths) {
            if (path.equals(".")) {
                return Optional.empty();
            }
            if (!path.startsWith(last + "/")) {
                kept.add(path);
                last = path;
            }
        }
        return Optional.of(kept);
    }

    private void add(String path) throws IOException {
        String rest = SlashPath.join(".", path);
        String current = ".";
        while (true) {
            int slash = rest.indexOf('/');
            current = SlashPath.join(current, slash < 0 ? rest : rest.substring(0, slash));
            rest = slash < 0 ? "" : rest.substring(slash + 1);
            List<String> targets = targets(current);
            if ((rest.isEmpty() || !targets.isEmpty()) && !found.add(current)) {
                return;
            }
            for (String target : targets) {
                add(SlashPath.join(target, rest));
            }
            if (rest.isEmpty() || !targets.isEmpty()) {
                return;
            }
        }
    }

    /** What a link, or every link that a pattern matches, points to. Empty if there is no link. */
    private List<String> targets(String path) throws IOException {
        String name = SlashPath.name(path);
        if (!ShellGlob.isGlob(name)) {
            return target(path).map(List::of).orElse(List.of());
        }
        ShellGlob glob = new ShellGlob(name);
        List<String> targets = new ArrayList<>();
        for (FileNode child : children(SlashPath.folder(path))) {
            if (glob.matches(child.name())) {
                target(SlashPath.join(SlashPath.folder(path), child.name())).ifPresent(targets::add);
            }
        }
        return targets;
    }

    private List<FileNode> children(String folder) throws IOException {
        try {
            Optional<FileNode> node = find(folder);
            return node.isPresent() ? node.get().children() : List.of();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    private Optional<String> target(String path) throws IOException {
        try {
            Optional<FileNode> node = path.equals(".") ? Optional.empty() : find(path);
            if (node.isEmpty() || node.get().stat().type() != FileType.SYMLINK) {
                return Optional.empty();
            }
            String link = SlashPath.clean(node.get().stat().linkTarget());
            return Optional.of(
                    link.startsWith("/") ? link : SlashPath.join("/", SlashPath.join(SlashPath.folder(path), link)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A node that may not exist, in a folder that does. */
    private Optional<FileNode> find(String path) throws IOException {
        FileNode node = root;
        if (path.equals(".")) {
            return Optional.of(node);
        }
        for (String part : path.split("/")) {
            if (part.equals("..") || part.indexOf('\0') >= 0 || !node.stat().isFolder()) {
                return Optional.empty();
            }
            node = node.find(part);
        }
        return Optional.of(node);
    }
}
