package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedContextTest {
    private static final NamedContext FOLDER = NamedContext.valueOf("files");

    @ParameterizedTest
    @CsvSource({
        "files, FOLDER",
        "/files, FOLDER",
        "oci-layout://images/app:1, LAYOUT",
        "docker-image://registry.example.com/app:1, IMAGE",
        "https://git.example.com/team/app.git#main:files, REMOTE",
        "https://example.com/files.tar.gz, REMOTE",
        "git@git.example.com:team/app.git, REMOTE",
        "ssh://git@git.example.com/team/app.git, REMOTE"
    })
    void isAFolderAnImageOrFetchedByTheBuilder(String text, NamedContext.Kind kind) {
        assertEquals(new NamedContext(kind, text), NamedContext.valueOf(" " + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file:///etc", "s3://bucket"})
    void otherUrlsAreRefused(String text) {
        assertRefused("'" + text + "' is not a build context", () -> NamedContext.valueOf(text));
    }

    @ParameterizedTest
    @CsvSource({
        "oci-layout://app, oci-layout:///ws/app",
        "oci-layout://app:1, oci-layout:///ws/app:1",
        "oci-layout://a:1, oci-layout:///ws/a:1",
        "oci-layout://a:b/app, oci-layout:///ws/a:b/app",
        "oci-layout://app:1@sha256:%s, oci-layout:///ws/app:1@sha256:%s",
        "app, /ws/app",
        "docker-image://app, docker-image://app"
    })
    void foldersAreTakenFromElsewhere(String text, String moved) {
        String digest = "a".repeat(64);
        assertEquals(
                moved.formatted(digest),
                NamedContext.valueOf(text.formatted(digest))
                        .in(folder -> "/ws/" + folder)
                        .location());
    }

    @Test
    void aLayoutHasAFolder() {
        assertRefused("The layout of an image has no folder", () -> NamedContext.valueOf("oci-layout://:1"));
    }

    @Test
    void anImagesNameHasToBeOne() {
        assertRefused(
                "'App' is not an image name: the repository must be in lower case",
                () -> NamedContext.valueOf("docker-image://App"));
    }

    @Test
    void aLoginDoesNotBelongIntoAUrl() {
        assertRefused(
                "The URL of a build context holds a login, which does not belong there: it is shown in logs",
                () -> NamedContext.valueOf("https://me:secret@example.com/files.tar"));
    }

    @Test
    void namesAreThoseThatTheFrontendLooksFor() {
        Source source = new Source("/ws", null, null)
                .with(Map.of(
                        "docker.io/library/alpine:latest", FOLDER, "alpine:3", FOLDER, "r.example.com/a/b:1", FOLDER));
        assertEquals(
                Set.of("alpine", "alpine:3", "r.example.com/a/b:1"),
                source.contexts().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Files", "a b", "../x"})
    void otherNamesAreRefused(String name) {
        assertRefused(
                "'" + name + "' cannot be the name of a build context",
                () -> new Source("/ws", null, null).with(Map.of(name, FOLDER)));
    }

    @Test
    void twoNamesForOneContextAreRefused() {
        assertRefused(
                "There are two build contexts 'alpine'",
                () -> new Source("/ws", null, null).with(Map.of("alpine", FOLDER, "alpine:latest", FOLDER)));
    }

    private static void assertRefused(String cause, Executable executable) {
        assertEquals(
                cause,
                assertThrows(ProblemException.class, executable).problem().cause());
    }
}
