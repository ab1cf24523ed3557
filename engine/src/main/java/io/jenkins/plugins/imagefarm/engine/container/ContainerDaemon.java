package io.jenkins.plugins.imagefarm.engine.container;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What Docker and Podman do with containers and images each in its own way. A method throws an IOException if the daemon cannot be
 * asked or does not do it; {@link #problem} says what that means.
 */
public interface ContainerDaemon extends AutoCloseable {
    /** Requests of it end when it is cancelled. */
    RestClient rest(Cancellation cancellation);

    /** Its machine's. */
    Platform platform();

    /** @param name or id */
    Optional<StoredImage> image(RestClient rest, String name) throws IOException;

    /**
     * @param platform null for the daemon's own
     * @throws ProblemException if it fails for the registry, or if there is no such image
     */
    void pull(RestClient rest, ImageReference name, Platform platform) throws IOException;

    /** Makes a container that is not started and whose output is kept nowhere. */
    void create(RestClient rest, String name, ContainerSpec spec) throws IOException;

    /**
     * Waits until a container's command has ended, and nothing is going on in it any more.
     *
     * @param limit for an answer
     * @return the command's exit code
     */
    int exitCode(RestClient rest, String container, Duration limit) throws IOException;

    /** @return the id of the image, which has that name */
    String commit(RestClient rest, String container, ImageReference name, ImageConfig config) throws IOException;

    /** Ends and removes a container with the volumes that only it has, within seconds. One that is not there is none. */
    void remove(RestClient rest, String container) throws IOException;

    /** Takes a name away, and with its last name the image. A name that is not there is none. */
    void untag(RestClient rest, ImageReference name) throws IOException;

    /**
     * Names and pushes an image.
     *
     * @param image its id
     * @param progress gets the steps of it
     * @return what was made, in the keys of BuildKit's exporters
     * @throws ProblemException if it fails for the registry
     */
    Map<String, String> publish(
            String image, Destination destination, Consumer<StatusResponse> progress, Cancellation cancellation)
            throws IOException;

    ProblemException problem(IOException e);

    /** For people: what it is, and where. */
    @Override
    String toString();

    /** Ends the way to it. */
    @Override
    void close();
}
