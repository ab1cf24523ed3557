package io.jenkins.plugins.imagefarm.engine.container;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.archive.TarMove;
import io.jenkins.plugins.imagefarm.engine.archive.TarWriter;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswerException;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One container. When it is closed, it is gone, with what runs in it and with the image made of it, unless that has got a name. */
public final class Container implements AutoCloseable {
    private static final String PREFIX = "image-farm-";

    /** A regular expression for {@link #name()}. */
    static final String NAMES = PREFIX + "[0-9a-f]{32}";

    private static final int BUFFER = 64 * 1024;
    private static final int NOT_FOUND = 404;

    /** A daemon needs less to see that a command has ended. */
    private static final Duration END = Duration.ofSeconds(20);

    private final Containers containers;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private boolean committed;

    Container(Containers containers) {
        this.containers = containers;
    }

    /** By the beginning it is known whose it is. */
    String name() {
        return PREFIX + id;
    }

    /** Of the image made of it, until it has got its own names. */
    private ImageReference image() {
        return ImageReference.valueOf("localhost/image-farm/build:" + id);
    }

    /** Writes files for a container. */
    @FunctionalInterface
    public interface Files {
        /** @param tar with paths from the root folder; its end is not written */
        void writeTo(TarWriter tar) throws IOException;
    }

    /** Puts files into it. Folders that are missing on the way to them are made, and belong to root. */
    public void put(Files files) {
        containers.ask(rest -> {
            RestBody body = new RestBody("application/x-tar", out -> write(files, out));
            rest.send(request("PUT", "/archive")
                            .with("path", "/")
                            .with("copyUIDGID", "false")
                            .body(body)
                            .withoutLimit())
                    .close();
            return null;
        });
    }

    private static void write(Files files, OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(new BufferedOutputStream(out, BUFFER));
        files.writeTo(tar);
        tar.end();
    }

    /** Reads an archive. */
    @FunctionalInterface
    public interface Reader<T> {
        /** @param archive a tar archive of one file or folder, under its own name */
        T read(InputStream archive) throws IOException;
    }

    /**
     * Reads a file or folder of it.
     *
     * @param path absolute
     * @return empty if it has no such file
     */
    public <T> Optional<T> get(String path, Reader<T> reader) {
        return containers.ask(rest -> {
            try (RestReply reply =
                    rest.send(request("GET", "/archive").with("path", path).withoutLimit())) {
                return Optional.of(reader.read(reply.body()));
            } catch (RestStatusException e) {
                if (e.status() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** Whether it has such a file. */
    public boolean has(String path) {
        return get(path, unused -> true).isPresent();
    }

    /**
     * Copies a file or folder of it into another container.
     *
     * @param path absolute
     * @return whether it has such a file
     */
    public boolean copy(String path, TarMove move, Container other) {
        return get(path, archive -> {
                    other.put(tar -> move.copy(archive, tar));
                    return true;
                })
                .orElse(false);
    }

    /**
     * Runs its command.
     *
     * @return the command's exit code
     * @throws NotStartedException if the command cannot be started
     */
    public int run(OutputStream out, OutputStream err) throws NotStartedException {
        try {
            return containers.ask(rest -> {
                try (RestReply output = attach(rest)) {
                    start(rest);
                    new OutputFrames(output.body()).copy(out, err);
                }
                return exitCode(rest);
            });
        } catch (Unstarted e) {
            throw e.known;
        }
    }

    /** A connection that is cut ends the output like a command that ends, but then the container goes on. */
    private int exitCode(RestClient rest) throws IOException {
        try {
            return containers.daemon().exitCode(rest, name(), END);
        } catch (SocketTimeoutException e) {
            throw new NoAnswerException(NoAnswer.service("broke the connection off while a container was running"), e);
        }
    }

    /** Podman finds out already now if there is no such command. */
    private RestReply attach(RestClient rest) throws IOException {
        try {
            return rest.send(request("POST", "/attach")
                    .with("stream", "true")
                    .with("stdout", "true")
                    .with("stderr", "true")
                    .withoutLimit());
        } catch (RestStatusException e) {
            throw new Unstarted(new NotStartedException(e));
        }
    }

    private void start(RestClient rest) throws IOException {
        try {
            rest.send(request("POST", "/start").withoutLimit()).close();
        } catch (RestStatusException e) {
            throw new Unstarted(new NotStartedException(e));
        }
    }

    /** Carries it through the question. */
    private static final class Unstarted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final NotStartedException known;

        Unstarted(NotStartedException known) {
            super(known);
            this.known = known;
        }
    }

    /** Makes an image of it. @return the image's id */
    public String commit(ImageConfig config) {
        committed = true;
        return containers.finish(rest -> containers.daemon().commit(rest, name(), image(), config));
    }

    private RestRequest request(String method, String what) {
        return new RestRequest(method, "/containers/" + name() + what, "", Map.of(), null, RestRequest.USUAL_PATIENCE);
    }

    @Override
    public void close() {
        containers.tidy(rest -> {
            containers.daemon().remove(rest, name());
            return null;
        });
        if (committed) {
            containers.tidy(rest -> {
                containers.daemon().untag(rest, image());
                return null;
            });
        }
    }
}
