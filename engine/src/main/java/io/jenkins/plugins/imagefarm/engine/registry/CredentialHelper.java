package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A program {@code docker-credential-NAME} that knows registry logins, by the protocol of
 * docker/docker-credential-helpers: the argument {@code get}, the registry on standard input, a JSON object on standard
 * output.
 *
 * <p>No library does this for us. Of those on Maven Central, docker-java-core 3.7 knows no helpers. oras-java-sdk 0.7
 * does, but refuses the whole file when one login is an identity token, and makes the engine's jar 24 MB larger (a
 * second Jackson, Bouncy Castle, zstd). jib-core 0.28 does too, for 0.5 MB and 200 ms, but hands out an empty password
 * for an identity token, has no time limit, prints what a helper says, and keeps it all in classes that are not its
 * API.
 */
final class CredentialHelper {
    /** How all helpers say that they know no login. */
    private static final String NOT_FOUND = "credentials not found";

    /** The user name by which a helper says that the password is an identity token. */
    private static final String IDENTITY_TOKEN = "<token>";

    /** ECR's helper asks the network, others a locked keyring. */
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final String program;
    private final Duration limit;

    /**
     * @param program its name, to be found on the PATH, or an absolute path
     * @param limit for one answer
     */
    CredentialHelper(String program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    /**
     * The helper that a configuration names.
     *
     * @param name the end of the program's name
     * @throws IOException if it can be no part of a program's name
     */
    static CredentialHelper named(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("'" + name + "' is not the name of a credential helper");
        }
        return new CredentialHelper("docker-credential-" + name, USUAL_LIMIT);
    }

    /**
     * @param server as it was named when the login was stored
     * @return empty if the helper knows none
     * @throws IOException if it does not work; the message says why, for people
     */
    Optional<Login> get(String server) throws IOException {
        Process process = start();
        try {
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> read(process));
            try (OutputStream in = process.getOutputStream()) {
                in.write(server.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not read to the end; what it answers and its exit status tell more.
            }
            byte[] answer = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            return process.exitValue() == 0 ? Optional.of(login(answer)) : none(answer);
        } catch (TimeoutException e) {
            throw new IOException(program + " did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IOException("the answer of " + program + " cannot be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + program);
        } finally {
            // Its children first: they may hold its output open.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        try {
            return new ProcessBuilder(program, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(program + " cannot be started; it must be on the PATH", e);
        }
    }

    private static byte[] read(Process process) {
        try (InputStream out = process.getInputStream()) {
            return out.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Login login(byte[] answer) throws IOException {
        try {
            JsonNode json = JsonText.object(answer);
            String username = json.path("Username").asText();
            return new Login(
                    username.equals(IDENTITY_TOKEN) ? "" : username,
                    json.path("Secret").asText());
        } catch (IOException e) {
            throw new IOException("the answer of " + program + " is " + e.getMessage());
        }
    }

    private Optional<Login> none(byte[] answer) throws IOException {
        String message = new String(answer, StandardCharsets.UTF_8).strip();
        if (message.contains(NOT_FOUND)) {
            return Optional.empty();
        }
        String line = message.lines().findFirst().orElse("it gives no reason");
        throw new IOException(program + " failed: " + line.substring(0, Math.min(line.length(), 200)));
    }
}
