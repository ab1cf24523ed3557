package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a helper that is a shell script, as a file of Docker's names it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the helper is a shell script")
class CredentialHelperTest {
    @TempDir
    private Path folder;

    private final List<String> log = new ArrayList<>();
    private final MutableClock clock = new MutableClock();
    private Duration limit = Duration.ofSeconds(30);

    @BeforeEach
    void writeHelper() throws IOException {
        helper("""
                read -r server
                echo "$1 $server" >>'%s/asked'
                case $server in
                  user.example.com) echo '{"ServerURL":"user.example.com","Username":"u","Secret":"s3cret"}' ;;
                  token.example.com) echo '{"ServerURL":"","Username":"<token>","Secret":"refresh"}' ;;
                  https://index.docker.io/v1/) echo '{"Username":"hub","Secret":"pw"}' ;;
                  broken.example.com) echo 'this is s3cret' ;;
                  locked.example.com) echo 'the keyring is locked'; echo 'more'; exit 1 ;;
                  *) echo 'credentials not found in native keychain'; exit 1 ;;
                esac
                """.formatted(folder));
    }

    @Test
    void theHelperIsAskedForTheRegistryAndItsAnswerIsTheLogin() throws IOException {
        LoginSource logins = logins("{\"credsStore\": \"fake\"}");
        assertEquals(Optional.of(new Login("u", "s3cret")), login(logins, "user.example.com"));
        assertEquals(Optional.of(new Login("", "refresh")), login(logins, "token.example.com"));
        assertEquals(Optional.of(new Login("hub", "pw")), login(logins, "registry-1.docker.io"));
        assertEquals(Optional.empty(), login(logins, "unknown.example.com"));
        assertEquals(
                List.of(
                        "get user.example.com",
                        "get token.example.com",
                        "get https://index.docker.io/v1/",
                        "get unknown.example.com"),
                asked());
        assertEquals(List.of(), log);
    }

    @Test
    void aRegistrysOwnHelperIsAskedBeforeTheStore() throws IOException {
        LoginSource logins = logins("""
                {"credsStore": "missing", "credHelpers": {"user.example.com": "fake", "other.example.com": ""}}
                """);
        assertEquals(Optional.of(new Login("u", "s3cret")), login(logins, "user.example.com"));
        assertEquals(Optional.empty(), login(logins, "other.example.com"));
        assertEquals(List.of("get user.example.com"), asked());
    }

    @Test
    void whatTheHelperDoesNotKnowMayBeInTheFile() throws IOException {
        LoginSource logins =
                logins("{\"credsStore\": \"fake\", \"auths\": {\"file.example.com\": {\"auth\": \"dTpw\"}}}");
        assertEquals(Optional.of(new Login("u", "p")), login(logins, "file.example.com"));
    }

    @Test
    void anAnswerIsKeptForAWhile() throws IOException {
        LoginSource logins = logins("{\"credsStore\": \"fake\"}");
        login(logins, "user.example.com");
        clock.advance(Duration.ofMinutes(3));
        login(logins, "user.example.com");
        assertEquals(1, asked().size());
        clock.advance(Duration.ofMinutes(2));
        login(logins, "user.example.com");
        assertEquals(2, asked().size());
    }

    @Test
    void aHelperThatFailsIsOneLineWithItsReason() throws IOException {
        LoginSource logins = logins("{\"credsStore\": \"fake\"}");
        assertEquals(Optional.empty(), login(logins, "locked.example.com"));
        assertEquals(Optional.empty(), login(logins, "locked.example.com"));
        assertEquals(1, log.size());
        assertTrue(log.get(0).startsWith("There is no login for the registry locked.example.com"), log.get(0));
        assertTrue(log.get(0).endsWith("docker-credential-fake failed: the keyring is locked"), log.get(0));
    }

    @Test
    void anAnswerThatCannotBeReadIsNotShown() throws IOException {
        assertEquals(Optional.empty(), login(logins("{\"credsStore\": \"fake\"}"), "broken.example.com"));
        assertEquals(1, log.size());
        assertTrue(log.get(0).endsWith("docker-credential-fake is not valid JSON"), log.get(0));
        assertFalse(log.get(0).contains("s3cret"));
    }

    @Test
    void aHelperThatIsNotThereIsOneLine() throws IOException {
        assertEquals(Optional.empty(), login(logins("{\"credsStore\": \"missing\"}"), "a.example.com"));
        assertEquals(1, log.size());
        assertTrue(
                log.get(0).endsWith("docker-credential-missing cannot be started; it must be on the PATH"), log.get(0));
    }

    @Test
    void aHelperThatHangsIsEndedWithItsChildren() throws IOException {
        limit = Duration.ofMillis(300);
        helper("sleep 3600 & echo $! >'" + folder + "/child'; wait");
        assertEquals(Optional.empty(), login(logins("{\"credsStore\": \"fake\"}"), "a.example.com"));
        assertTrue(log.get(0).endsWith("did not answer within 300 ms"), log.get(0));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ProcessHandle.of(child)
                .ifPresent(process -> process.onExit()
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join());
    }

    @Test
    void aConfigurationCannotNameAProgramElsewhere() {
        for (String name : new String[] {"../evil", "/bin/sh", "a b", ""}) {
            assertThrows(IOException.class, () -> CredentialHelper.named(name), name);
        }
    }

    private void helper(String script) throws IOException {
        Path program = folder.resolve("docker-credential-fake");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    private LoginSource logins(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), json);
        return new DockerConfigLogins(
                file,
                true,
                log::add,
                clock,
                name -> new CredentialHelper(
                        folder.resolve("docker-credential-" + name).toString(), limit));
    }

    private static Optional<Login> login(LoginSource logins, String host) {
        return logins.login(new RegistryHost(host));
    }
}
