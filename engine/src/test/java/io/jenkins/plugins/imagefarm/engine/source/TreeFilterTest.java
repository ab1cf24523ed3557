package io.jenkins.plugins.imagefarm.engine.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TreeFilterTest {
    private static final List<String> FILES = List.of(
            "a/x.a",
            "a/b/x.a",
            "a/b/d/f",
            "b/a/b/ab",
            "é/é/é",
            "f1",
            ".x",
            "a/.x",
            "d/h1",
            "b/h2",
            "x.a/x.a/x.a",
            "deep/er/est/file",
            "deep/er/a",
            "a b",
            "a-b");
    private static final List<String> FOLDERS = List.of("a/ab", "d/d/d", "ab");
    private static final Map<String, String> LINKS = new TreeMap<>(Map.ofEntries(
            Map.entry("l1", "a"),
            Map.entry("a/l2", "../b/a"),
            Map.entry("b/l3", "/a/b"),
            Map.entry("d/l1", "../../../d"),
            Map.entry("loop", "loop"),
            Map.entry("ab/l2", "l1/b"),
            Map.entry("abs", "/outside"),
            Map.entry("l2", "l1"),
            Map.entry("l3", "é"),
            Map.entry("deep/er/up", "../../..")));

    @TempDir
    static Path tree;

    @BeforeAll
    static void plant() throws IOException {
        for (String folder : FOLDERS) {
            Files.createDirectories(DiskName.resolve(tree, folder));
        }
        for (String file : FILES) {
            Path path = DiskName.resolve(tree, file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "content");
        }
        for (Map.Entry<String, String> link : LINKS.entrySet()) {
            Files.createSymbolicLink(DiskName.resolve(tree, link.getKey()), DiskName.path(link.getValue()));
        }
    }

    static Stream<Golden> questions() throws IOException {
        return Golden.read("selections.jsonl");
    }

    private static List<String> walk(FileTree tree, Selection selection) throws IOException {
        List<String> paths = new ArrayList<>();
        new TreeFilter(tree.root(), selection).walk((path, stat) -> paths.add(path));
        return paths;
    }

    @ParameterizedTest
    @MethodSource("questions")
    void whatIsSelectedIsWhatFsutilSelects(Golden question) throws IOException {
        assertEquals(question.answer(), walk(new FolderTree(tree), question.selection()));
    }

    @Test
    void aLinkOutOfTheTreeLeadsNowhere() throws IOException {
        Selection selection = new Selection(List.of(), List.of(), List.of("../*", "d/../../..", "abs", "nul\0"));
        assertEquals(List.of("abs"), walk(new FolderTree(tree), selection));
    }

    @Test
    void whatVanishesDuringTheWalkIsLeftOut() throws IOException {
        Node folder =
                new Node("folder", FileType.FOLDER).holds(new Node("gone", null), new Node("there", FileType.REGULAR));
        Node removed = new Node("removed", FileType.FOLDER).failsToList(new NoSuchFileException("removed"));
        FileTree changing =
                () -> new Node("", FileType.FOLDER).holds(folder, removed, new Node("zoo", FileType.REGULAR));
        assertEquals(List.of("folder", "folder/there", "removed", "zoo"), walk(changing, Selection.ALL));
    }

    @Test
    void aFolderThatMayNotBeReadIsNoMatterIfItIsExcluded() throws IOException {
        Node locked = new Node("locked", FileType.FOLDER).failsToList(new AccessDeniedException("locked"));
        FileTree partlyLocked = () -> new Node("", FileType.FOLDER).holds(locked, new Node("open", FileType.REGULAR));
        assertEquals(
                List.of("open"),
                walk(partlyLocked, new Selection(List.of(), List.of("locked", "!locked/a"), List.of())));
        assertThrows(AccessDeniedException.class, () -> walk(partlyLocked, Selection.ALL));
    }

    /** A file as a test wants it; without a type it has gone. */
    private static final class Node implements FileNode {
        private final String name;
        private final FileType type;
        private List<FileNode> children = List.of();
        private IOException failure;

        Node(String name, FileType type) {
            this.name = name;
            this.type = type;
        }

        Node holds(FileNode... nodes) {
            children = List.of(nodes);
            return this;
        }

        Node failsToList(IOException e) {
            failure = e;
            return this;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public FileStat stat() throws IOException {
            if (type == null) {
                throw new NoSuchFileException(name);
            }
            return new FileStat(type, 0644, 0, 0, "", null, 0, 0, Map.of());
        }

        @Override
        public List<FileNode> children() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return children;
        }

        @Override
        public FileNode find(String path) {
            return new Node(path, null);
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }
    }
}
