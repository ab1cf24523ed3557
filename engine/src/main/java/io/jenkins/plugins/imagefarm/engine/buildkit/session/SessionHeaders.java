package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon is told of a session when it begins ({@code session/session.go}): as metadata of {@code Control.Session}, or as
 * HTTP headers of Docker's {@code POST /session}.
 *
 * @param id by which solves name the session
 * @param name for the daemon's logs
 * @param sharedKey the same for all sessions that send the same folders
 * @param methods served, each as {@code /service/method}
 */
record SessionHeaders(String id, String name, String sharedKey, List<String> methods) {
    private static final String PREFIX = "X-Docker-Expose-Session-";

    private interface Header {
        void put(String name, String value);
    }

    static SessionHeaders of(String id, String name, String sharedKey, List<ServerServiceDefinition> services) {
        List<String> methods = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> "/" + method.getMethodDescriptor().getFullMethodName())
                .toList();
        return new SessionHeaders(id, printable(name), printable(sharedKey), methods);
    }

    /** Headers hold nothing else; and nothing in a name may end one and begin another. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "_");
    }

    Metadata asMetadata() {
        Metadata metadata = new Metadata();
        each((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return metadata;
    }

    List<String> asHttp() {
        List<String> lines = new ArrayList<>();
        each((name, value) -> lines.add(name + ": " + value));
        return lines;
    }

    private void each(Header header) {
        header.put(PREFIX + "Uuid", id);
        header.put(PREFIX + "Name", name);
        header.put(PREFIX + "Sharedkey", sharedKey);
        methods.forEach(method -> header.put(PREFIX + "Grpc-Method", method));
    }
}
