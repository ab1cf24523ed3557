package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/org/repo.git",
                "https://git.example.com:8443/a/b",
                "http://localhost/x.git",
                "ssh://git@git.example.com:2222/org/repo.git",
                "ssh://git.example.com/~me/repo",
                "git://git.example.com/repo",
                "git@github.com:org/repo.git",
                "git@[::1]:repo",
                "https://git.example.com/with%20blank.git"
            })
    void comesBackAsItWasWritten(String text) {
        assertEquals(text, GitUrl.valueOf(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "file:///srv/repo.git, its scheme is not known",
        "ext::sh -c x, neither a URL",
        "/srv/repo.git, neither a URL",
        "https:///repo.git, it names no host",
        "https://host, does not say where the repository is",
        "https://host/repo.git?x=y, query or a fragment",
        "https://host/a b, it is not a URL",
        "https://host:123456/repo, no port is larger",
        "git@host:--upload-pack=x, neither a URL",
        "'', needs the repository's URL"
    })
    void isRefused(String text, String why) {
        ProblemException refused = assertThrows(ProblemException.class, () -> GitUrl.valueOf(text));
        assertTrue(refused.problem().cause().contains(why), refused.problem()::cause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:s3cret@host/repo.git",
                "https://s3cret@host/repo.git",
                "ssh://me:s3cret@host/repo.git",
                "https://me:s3cret@host/a b",
                "me:s3cret@host:repo.git"
            })
    void aLoginInItIsRefusedAndNotShown(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> GitUrl.valueOf(text));
        assertFalse(refused.problem().toString().contains("s3cret"), refused.problem()::cause);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/org/app.git, ../lib.git, https://h/org/lib.git",
        "https://h/org/app.git, ../../x/lib.git, https://h/x/lib.git",
        "https://h/org/app.git/, ./sub, https://h/org/app.git/sub",
        "git@h:org/app.git, ../lib.git, git@h:org/lib.git",
        "git@h:app.git, ../lib.git, git@h:lib.git",
        "https://h/org/app.git, https://other/lib.git, https://other/lib.git"
    })
    void aSubmodulesUrlMayBeRelative(String parent, String url, String resolved) {
        assertEquals(resolved, GitUrl.valueOf(parent).resolve(url).toString());
    }

    @Test
    void aSubmodulesUrlDoesNotLeadOutOfItsServer() {
        GitUrl parent = GitUrl.valueOf("https://h/app.git");
        assertThrows(ProblemException.class, () -> parent.resolve("../../../x"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a, https://H:443/b, true",
        "https://h/a, http://h/a, false",
        "https://h/a, https://h:8443/a, false",
        "https://h/a, https://h.example.com/a, false",
        "git@h:a, ssh://other@h/b, true"
    })
    void isSameServer(String one, String other, boolean same) {
        assertEquals(same, GitUrl.valueOf(one).isSameServer(GitUrl.valueOf(other)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://host/org/repo.git, https://host/org/repo.git, '', ''",
        "https://host/org/repo.git#main, https://host/org/repo.git, main, ''",
        "https://host/org/repo.git#v1:app/web, https://host/org/repo.git, v1, app/web",
        "https://host/org/repo.git#:app, https://host/org/repo.git, '', app",
        "git@host:org/repo.git#main:app, git@host:org/repo.git, main, app",
        "ssh://git@host/repo#main, ssh://git@host/repo, main, ''"
    })
    void aContextMayBeARepository(String text, String url, String ref, String folder) {
        assertEquals(Optional.of(new GitContext(GitUrl.valueOf(url), ref, folder)), GitContext.find(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "app", "/srv/app", "C:\\app", "app#1", "a:b", "C#:x"})
    void aContextMayBeAFolder(String text) {
        assertEquals(Optional.empty(), GitContext.find(text));
    }

    @Test
    void aContextThatIsAnotherUrlIsRefused() {
        ProblemException refused =
                assertThrows(ProblemException.class, () -> GitContext.find("https://host/context.tar.gz"));
        assertTrue(refused.problem().cause().contains("does not end in .git"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--upload-pack=x", "a..b", "a b", "a~1", "HEAD^", "a:b", "/a", "a/", "*/main", "a.lock", "@{-1}"
            })
    void aRefThatNoServerCanHaveIsRefused(String ref) {
        GitUrl url = GitUrl.valueOf("https://host/repo.git");
        assertThrows(ProblemException.class, () -> new GitSource(url, ref, false, false, false, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc", "..", ".git", "a/.GIT/x", "C:\\x"})
    void aFolderOutsideTheRepositoryIsRefused(String folder) {
        GitSource git = new GitSource(GitUrl.valueOf("https://host/repo.git"), "", false, false, false, null);
        assertThrows(ProblemException.class, () -> new Source(folder, null, null, git));
        assertThrows(ProblemException.class, () -> new Source(".", "/etc/passwd", null, git));
    }
}
