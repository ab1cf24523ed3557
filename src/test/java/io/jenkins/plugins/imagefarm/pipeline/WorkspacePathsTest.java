package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspacePathsTest {
    @ParameterizedTest
    @CsvSource({
        "., /ws/job/sub",
        "a/b, /ws/job/sub/a/b",
        "./a//b/, /ws/job/sub/a/b",
        "a/../b, /ws/job/sub/b",
        ".., /ws/job",
        "../other, /ws/job/other",
        "/ws/job/x, /ws/job/x",
        "/ws/job, /ws/job",
        "...,/ws/job/sub/...",
    })
    void startFromTheCurrentDirectory(String path, String absolute) {
        assertEquals(absolute, new WorkspacePaths("/ws/job", "/ws/job/sub").resolve("context", path));
    }

    @ParameterizedTest
    @CsvSource({"../..", "/etc", "/ws/jobs", "/ws/job/../x", "../../job2", "/"})
    void mayNotLeaveTheWorkspace(String path) {
        WorkspacePaths paths = new WorkspacePaths("/ws/job", "/ws/job/sub");
        assertThrows(ProblemException.class, () -> paths.resolve("context", path));
    }

    @Test
    void spacesAndAtSignsAreJustCharacters() {
        assertEquals("/w s/job@2/a b", new WorkspacePaths("/w s/job@2", "/w s/job@2").resolve("context", "a b"));
    }

    @Test
    void whoWentElsewhereStaysThere() {
        WorkspacePaths paths = new WorkspacePaths("/ws/job", "/elsewhere");
        assertEquals("/elsewhere/a", paths.resolve("context", "a"));
        assertThrows(ProblemException.class, () -> paths.resolve("context", "/ws/job"));
    }

    @ParameterizedTest
    @CsvSource({
        "., C:\\ws\\job",
        "a/b, C:\\ws\\job\\a\\b",
        "a\\b\\..\\c, C:\\ws\\job\\a\\c",
        "c:\\WS\\Job\\x, c:\\WS\\Job\\x"
    })
    void windowsHasItsOwnSeparatorAndIgnoresCase(String path, String absolute) {
        assertEquals(absolute, new WorkspacePaths("C:\\ws\\job", "C:\\ws\\job").resolve("context", path));
    }

    @ParameterizedTest
    @CsvSource({"..", "D:\\x", "C:\\ws\\job2", "\\\\server\\share"})
    void norMayItBeLeftOnWindows(String path) {
        WorkspacePaths paths = new WorkspacePaths("C:\\ws\\job", "C:\\ws\\job");
        assertThrows(ProblemException.class, () -> paths.resolve("context", path));
    }

    @Test
    void aSharedFolderIsAWorkspaceToo() {
        assertEquals(
                "\\\\server\\share\\job\\a",
                new WorkspacePaths("\\\\server\\share\\job", "\\\\server\\share\\job").resolve("context", "a"));
    }
}
