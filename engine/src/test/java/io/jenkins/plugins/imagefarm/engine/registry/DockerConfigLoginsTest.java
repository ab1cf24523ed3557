package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files. Credential helpers are in {@link CredentialHelperTest}. */
class DockerConfigLoginsTest {
    @TempDir
    private Path folder;

    private final List<String> log = new ArrayList<>();

    @Test
    void loginsAreReadAsDockerWritesThem() throws IOException {
        LoginSource logins = file("""
                {"auths": {
                  "https://index.docker.io/v1/": {"auth": "aHViOnB3Ojo="},
                  "registry.example.com:5000": {"username": "u", "password": "p"},
                  "https://old.example.com/v1/": {"auth": "dTpw"},
                  "azure.example.com": {"auth": "MDAwOg==", "identitytoken": "refresh"},
                  "helped.example.com": {}
                }, "HttpHeaders": {"User-Agent": "x"}}
                """);
        assertEquals(Optional.of(new Login("hub", "pw::")), login(logins, "docker.io"));
        assertEquals(Optional.of(new Login("u", "p")), login(logins, "registry.example.com:5000"));
        assertEquals(Optional.of(new Login("u", "p")), login(logins, "old.example.com"));
        assertEquals(Optional.of(new Login("", "refresh")), login(logins, "azure.example.com"));
        assertEquals(Optional.empty(), login(logins, "helped.example.com"));
        assertEquals(Optional.empty(), login(logins, "registry.example.com"), "another port");
        assertEquals(List.of(), log);
    }

    @Test
    void aNameAsInImageNamesCountsMoreThanAnotherForm() throws IOException {
        LoginSource logins = file("""
                {"auths": {"r.example.com": {"auth": "YTph"}, "https://r.example.com/v1/": {"auth": "Yjpi"},
                           "docker.io": {"auth": "Yzpj"}, "https://index.docker.io/v1/": {"auth": "ZDpk"}}}
                """);
        assertEquals("a", login(logins, "r.example.com").orElseThrow().username());
        assertEquals("d", login(logins, "docker.io").orElseThrow().username());
    }

    @Test
    void aLoginOfPodmanForAPartOfARegistryIsNotUsedForAllOfIt() throws IOException {
        LoginSource logins = file("{\"auths\": {\"quay.io/team\": {\"auth\": \"dTpw\"}}}");
        assertEquals(Optional.empty(), login(logins, "quay.io"));
    }

    @Test
    void aBrokenFileIsOneLineWithoutWhatIsInIt() throws IOException {
        LoginSource logins = file("{\"auths\": {s3cret");
        assertEquals(Optional.empty(), login(logins, "a"));
        assertEquals(Optional.empty(), login(logins, "b"));
        assertEquals(
                List.of("The registry logins in " + folder.resolve("config.json")
                        + " are not used: it cannot be read: not valid JSON"),
                log);
    }

    @Test
    void loginsThatCannotBeDecodedAreLeftOut() throws IOException {
        LoginSource logins = file("""
                {"auths": {"a": {"auth": "%%%"}, "b": {"auth": "bm9jb2xvbg=="}, "c": 7, "d": {"auth": "dTpw"}}}
                """);
        assertEquals(Optional.empty(), login(logins, "a"));
        assertEquals(Optional.empty(), login(logins, "b"));
        assertEquals(Optional.empty(), login(logins, "c"));
        assertTrue(login(logins, "d").isPresent());
    }

    @Test
    void dockersFileIsTakenBeforePodmans() throws IOException {
        write("docker/config.json", "{\"auths\": {\"a\": {\"auth\": \"ZG9ja2VyOng=\"}}}");
        write(
                "runtime/containers/auth.json",
                "{\"auths\": {\"a\": {\"auth\": \"cG9kbWFuOng=\"}, \"b\": {\"auth\": \"cG9kbWFuOng=\"}}}");
        write(
                "home/.config/containers/auth.json",
                "{\"auths\": {\"b\": {\"auth\": \"bWFjOng=\"}, \"c\": {\"auth\": \"bWFjOng=\"}}}");
        LoginSource logins = DockerConfigLogins.ofUser(
                Map.of(
                        "DOCKER_CONFIG",
                        folder.resolve("docker").toString(),
                        "XDG_RUNTIME_DIR",
                        folder.resolve("runtime").toString()),
                folder.resolve("home"),
                log::add);
        assertEquals("docker", login(logins, "a").orElseThrow().username());
        assertEquals("podman", login(logins, "b").orElseThrow().username());
        assertEquals("mac", login(logins, "c").orElseThrow().username());
        assertEquals(List.of(), log);
    }

    @Test
    void filesThatNobodyNamedMayBeMissing() {
        LoginSource logins = DockerConfigLogins.ofUser(Map.of(), folder, log::add);
        assertEquals(Optional.empty(), login(logins, "a"));
        assertEquals(List.of(), log);
    }

    @Test
    void aMissingFileThatSomebodyNamedIsOneLine() {
        Path file = folder.resolve("none.json");
        LoginSource logins = DockerConfigLogins.ofUser(Map.of("REGISTRY_AUTH_FILE", file.toString()), folder, log::add);
        assertFalse(login(logins, "a").isPresent());
        assertFalse(login(logins, "a").isPresent());
        assertEquals(List.of("There are no registry logins in " + file + ": there is no such file."), log);
    }

    private LoginSource file(String json) throws IOException {
        return new DockerConfigLogins(write("config.json", json), true, log::add);
    }

    private Path write(String name, String json) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, json);
    }

    private static Optional<Login> login(LoginSource logins, String host) {
        return logins.login(new RegistryHost(host));
    }
}
