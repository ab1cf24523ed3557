package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads from and writes to registries, by the OCI distribution specification. */
public final class RegistryClient {
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    private final LoginSource logins;
    private final Registries registries;

    public RegistryClient(LoginSource logins, Registries registries) {
        this.logins = logins;
        this.registries = registries;
    }

    /**
     * For images that are only read: mirrors will do. All else asks the registry that a name has.
     *
     * @param console gets a line about each mirror that fails
     */
    public MirroredReads mirrored(Consumer<String> console) {
        return new MirroredReads(this, registries, console);
    }

    /**
     * What a tag or digest names.
     *
     * @return empty if the registry does not have it
     * @throws ProblemException if that cannot be found out
     */
    public Optional<ManifestInfo> manifest(ImageReference image) {
        return ask("HEAD", image).map(RegistryClient::info);
    }

    /**
     * The manifest or index itself that a tag or digest names.
     *
     * @return empty if the registry does not have it
     * @throws ProblemException if it cannot be read, or is not what its digest says
     */
    public Optional<byte[]> content(ImageReference image) {
        return read(image).map(Manifest::content);
    }

    /** The same with its type. */
    public Optional<Manifest> read(ImageReference image) {
        return ask("GET", image).map(reply -> {
            if (image.digest() != null
                    && image.digest().algorithm().equals("sha256")
                    && !image.digest().equals(Digest.of(reply.body()))) {
                throw new ProblemException(
                        Problem.service("The registry " + image.registry() + " gives something else for " + image, ""));
            }
            return new Manifest(info(reply).mediaType(), reply.body());
        });
    }

    /**
     * Writes a blob into a file.
     *
     * @param repository that has the blob; its tag does not matter
     * @throws ProblemException if it cannot be read, or is not what its digest says
     */
    public void download(ImageReference repository, Digest blob, Path file) {
        RegistryConnection registry = registries.to(new RegistryHost(repository.registry()));
        Optional<Login> login = logins.login(registry.host());
        String name = repository.name() + "@" + blob;
        Attempt attempt = new Attempt(registry.host(), login, "read " + name);
        try {
            Deadline deadline = registry.deadline();
            HttpCall call = HttpCall.of(
                            "GET", registry.uri("/v2/" + repository.repository() + "/blobs/" + blob, deadline))
                    .into(file);
            String scope = "repository:" + repository.repository() + ":pull";
            HttpReply reply = new AuthorizedSender(registry, login).send(call, scope, deadline);
            if (!reply.isSuccess()) {
                throw new ProblemException(attempt.refused(reply));
            }
            if (!blob.equals(digestOf(file, blob.algorithm()))) {
                throw new ProblemException(
                        Problem.service("The registry " + registry.host() + " gives something else for " + name, ""));
            }
        } catch (IOException e) {
            throw new ProblemException(attempt.failed(e), e);
        }
    }

    private static Digest digestOf(Path file, String algorithm) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
            byte[] piece = new byte[64 * 1024];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                hash.update(piece, 0, n);
            }
            return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-2", e);
        }
    }

    /**
     * Gives a manifest or index a name, or puts it there under its digest alone.
     *
     * @param image with a digest if it gets no name
     * @throws ProblemException if the registry does not take it
     */
    public void put(ImageReference image, Manifest manifest) {
        RegistryConnection registry = registries.to(new RegistryHost(image.registry()));
        Optional<Login> login = logins.login(registry.host());
        Attempt attempt = new Attempt(registry.host(), login, "push " + image);
        try {
            Deadline deadline = registry.deadline();
            HttpCall call = HttpCall.of("PUT", registry.uri(path(image), deadline))
                    .body(manifest.mediaType(), manifest.content());
            String scope = "repository:" + image.repository() + ":pull,push";
            HttpReply reply = new AuthorizedSender(registry, login).send(call, scope, deadline);
            if (!reply.isSuccess()) {
                throw new ProblemException(attempt.refused(reply));
            }
        } catch (IOException e) {
            throw new ProblemException(attempt.failed(e), e);
        }
    }

    /**
     * Why the registry does not let a push begin. It is asked to, and nothing is sent.
     *
     * @return empty if it does, or if there is no telling from here: another machine may get more of an answer
     * @throws ProblemException if it takes the connection and does not answer
     */
    public Optional<Problem> refusesPush(ImageReference image) {
        RegistryConnection registry = registries.to(new RegistryHost(image.registry()));
        Optional<Login> login = logins.login(registry.host());
        Attempt attempt = new Attempt(registry.host(), login, "push " + image);
        try {
            HttpReply reply = beginPush(image, registry, login);
            if (reply.status() == 401 || reply.status() == 403) {
                boolean known = reply.challenges().stream()
                        .anyMatch(challenge -> challenge
                                .parameter("error")
                                .filter("insufficient_scope"::equals)
                                .isPresent());
                return Optional.of(known ? attempt.denied() : attempt.refused(reply));
            }
            return Optional.empty();
        } catch (IOException e) {
            if (RegistryConnection.isSilence(e)) {
                throw new ProblemException(attempt.failed(e), e);
            }
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem()).filter(problem -> problem.fault() == Fault.USER);
        }
    }

    /**
     * Why the registry may have refused in mid-push a login with which it lets a push begin: the token ran out, and whoever pushed
     * did not get a new one in time.
     *
     * @return empty if it lets none begin now, or if there is no telling from here
     */
    public Optional<Problem> lostLogin(ImageReference image) {
        RegistryConnection registry = registries.to(new RegistryHost(image.registry()));
        Optional<Login> login = logins.login(registry.host());
        try {
            return beginPush(image, registry, login).isSuccess()
                    ? Optional.of(new Attempt(registry.host(), login, "push " + image).loginLost())
                    : Optional.empty();
        } catch (IOException | ProblemException e) {
            return Optional.empty();
        }
    }

    /** Asks to, and sends nothing. */
    private static HttpReply beginPush(ImageReference image, RegistryConnection registry, Optional<Login> login)
            throws IOException {
        AuthorizedSender sender = new AuthorizedSender(registry, login);
        String scope = "repository:" + image.repository() + ":pull,push";
        Deadline deadline = registry.deadline();
        HttpCall begin = HttpCall.of("POST", registry.uri("/v2/" + image.repository() + "/blobs/uploads/", deadline));
        HttpReply reply = sender.send(begin, scope, deadline);
        Optional<String> upload = reply.header("location");
        if (reply.isSuccess() && upload.isPresent()) {
            sender.send(HttpCall.of("DELETE", begin.uri().resolve(upload.get())), scope, deadline);
        }
        return reply;
    }

    /** @param method GET, or HEAD if the content is not needed */
    private Optional<HttpReply> ask(String method, ImageReference image) {
        RegistryConnection registry = registries.to(new RegistryHost(image.registry()));
        Optional<Login> login = logins.login(registry.host());
        Attempt attempt = new Attempt(registry.host(), login, "read " + image);
        try {
            AuthorizedSender sender = new AuthorizedSender(registry, login);
            HttpReply reply = manifest(method, image, registry, sender);
            if (reply.status() == 404) {
                return Optional.empty();
            }
            if (method.equals("HEAD")
                    && (!reply.isSuccess()
                            || reply.header("docker-content-digest").isEmpty())) {
                // The header is optional in the specification, and HEAD gives no reason for a failure.
                reply = manifest("GET", image, registry, sender);
            }
            if (!reply.isSuccess()) {
                throw new ProblemException(attempt.refused(reply));
            }
            return Optional.of(reply);
        } catch (IOException e) {
            throw new ProblemException(attempt.failed(e), e);
        }
    }

    private static HttpReply manifest(
            String method, ImageReference image, RegistryConnection registry, AuthorizedSender sender)
            throws IOException {
        Deadline deadline = registry.deadline();
        HttpCall call = HttpCall.of(method, registry.uri(path(image), deadline)).header("Accept", ACCEPT);
        return sender.send(call, "repository:" + image.repository() + ":pull", deadline);
    }

    private static String path(ImageReference image) {
        String reference = image.digest() == null ? image.tag() : image.digest().toString();
        return "/v2/" + image.repository() + "/manifests/" + reference;
    }

    private static ManifestInfo info(HttpReply reply) {
        Digest digest =
                reply.header("docker-content-digest").map(Digest::valueOf).orElseGet(() -> Digest.of(reply.body()));
        String type =
                reply.header("content-type").orElse("").replaceFirst(";.*", "").strip();
        return new ManifestInfo(digest, type);
    }

    /**
     * Whether a registry can be reached, its certificate is trusted and it takes the login that is known for it.
     *
     * @return empty if all is well
     */
    public Optional<Problem> ping(RegistryHost host) {
        return ping(host, logins.login(host));
    }

    /** The same with a login that is not known yet, or with none. */
    public Optional<Problem> ping(RegistryHost host, Optional<Login> login) {
        RegistryConnection registry = registries.to(host);
        Attempt attempt = new Attempt(host, login, "log in");
        try {
            Greeting greeting = registry.greeting(registry.deadline());
            if (greeting.status() != 401 && (greeting.status() < 200 || greeting.status() >= 300)) {
                return Optional.of(Problem.user(
                        host + " is not a container registry: it answers status " + greeting.status()
                                + " to a request for /v2/",
                        "Check host and port."));
            }
            LoginMethod method = registry.loginMethod();
            if (login.isEmpty() || method == LoginMethod.NONE) {
                return Optional.empty();
            }
            HttpReply reply = logIn(registry, login, greeting.method() == LoginMethod.NONE);
            return reply.status() == 401 || reply.status() == 403 || reply.isTemporary()
                    ? Optional.of(attempt.refused(reply))
                    : Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (IOException e) {
            return Optional.of(attempt.failed(e));
        }
    }

    /** @param forWriting only a write wants the login */
    private static HttpReply logIn(RegistryConnection registry, Optional<Login> login, boolean forWriting)
            throws IOException {
        Deadline deadline = registry.deadline();
        HttpCall call = forWriting
                ? HttpCall.of("PUT", registry.uri(RegistryConnection.REFUSED_WRITE, deadline))
                : HttpCall.of("GET", registry.uri(RegistryConnection.DOOR, deadline));
        return new AuthorizedSender(registry, login).send(call, "", deadline);
    }
}
