package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none | a:1 r.example.com/b | false | docker.io/library/a:1 r.example.com/b:latest",
                "none | app | false | docker.io/library/app:latest",
                "r1.example.com/app r2.example.com:5000/x/app | 1.0 latest | false | r1.example.com/app:1.0 r1.example.com/app:latest "
                        + "r2.example.com:5000/x/app:1.0 r2.example.com:5000/x/app:latest",
                "r1.example.com/app | 1.0 other:2 | false | docker.io/library/other:2 r1.example.com/app:1.0",
                "r1.example.com/app | other:2 | false | docker.io/library/other:2 r1.example.com/app:latest",
                "r1.example.com/app | r1.example.com/app:1 1 | false | r1.example.com/app:1",
                "r1.example.com/app | none | false | r1.example.com/app:latest",
                "r1.example.com/app | none | true | none",
                "r1.example.com/app | 1.0 | true | r1.example.com/app:1.0",
            })
    void everyTagIsInEveryRepository(String repositories, String tags, boolean commit, String expected) {
        ImageNames names = ImageNames.of(words(repositories), words(tags), commit);
        assertEquals(
                words(expected), names.tags().stream().map(Object::toString).toList());
    }

    @Test
    void theCommitIsATagInEveryRepository() {
        ImageNames names = ImageNames.of(List.of("r1.example.com/a"), List.of("r2.example.com/b:1"), true);
        Destination destination = new Destination(
                names.tags(), names.repositories(), true, false, false, false, null, null, null, null, null);
        BuildRequest request = new BuildRequest(
                "id",
                "key",
                new Source(".", null, null, new GitSource(GitUrl.valueOf("git@h:a.git"), "", false, false, true, "")),
                new Recipe(null, null, null, null, false, false, null),
                destination,
                new Builder(""),
                null,
                null,
                0);
        assertEquals(
                List.of("r2.example.com/b:1", "r2.example.com/b:abc", "r1.example.com/a:abc"),
                request.tagsAt("abc").stream().map(Object::toString).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "r.example.com/app:1.0 | 2 | 'r.example.com/app:1.0' is an image and not a repository",
                "r.example.com/app | r.example.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | "
                        + "'r.example.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' has a digest",
                "registry:5000 | 2 | 'registry:5000' is an image and not a repository",
                "r.example.com/App | 2 | 'r.example.com/App' is not an image name: the repository must be in lower case",
                "r.example.com/app | 1+2 | 'r.example.com/app:1+2' is not an image name: the tag may hold only letters",
            })
    void whatIsNoRepositoryAndNoTagIsRefused(String repository, String tag, String message) {
        ProblemException refused =
                assertThrows(ProblemException.class, () -> ImageNames.of(List.of(repository), List.of(tag), false));
        assertTrue(
                refused.problem().toString().startsWith(message),
                refused.problem().toString());
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : Stream.of(text.split(" ")).toList();
    }
}
