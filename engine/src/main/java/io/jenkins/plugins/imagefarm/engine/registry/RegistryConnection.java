package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Speaks to one registry, and to its token endpoint, over http or https as it can be reached. What is found out is kept. */
public final class RegistryConnection {
    /** Enough for a load balancer in front of a token endpoint. */
    private static final int MOST_REDIRECTS = 3;

    /** Where one asks whether this is a registry, and how to log in. */
    static final String DOOR = "/v2/";

    /** An empty manifest is refused there, if not for want of a login. */
    static final String REFUSED_WRITE = "/v2/image-farm/login-check/manifests/none";

    /** What a server that speaks TLS answers to http, if it does not end the connection: Go's, nginx and Apache alike. No registry answers so at its door. */
    private static final int TLS_WANTED = 400;

    private final RegistryHost host;
    private final List<String> schemes;
    private final HttpSender once;
    private final RetryingSender sender;
    private final Patience patience;

    private Greeting greeting;
    private IOException unreachable;
    private LoginMethod method;

    /**
     * @param schemes those to try, in this order
     * @param once sends without trying again
     */
    RegistryConnection(RegistryHost host, List<String> schemes, HttpSender once, Patience patience) {
        this.host = host;
        this.schemes = List.copyOf(schemes);
        this.patience = patience;
        this.once = once;
        this.sender = new RetryingSender(once, patience);
    }

    public RegistryHost host() {
        return host;
    }

    Deadline deadline() {
        return Deadline.in(patience.total());
    }

    /** An answer of any status; redirects are followed. */
    HttpReply send(HttpCall call, Deadline deadline) throws IOException {
        HttpCall next = call;
        HttpReply reply = sender.send(next, deadline);
        for (int n = 0; n < MOST_REDIRECTS && reply.isRedirect() && isRead(next); n++) {
            String location = reply.header("location").orElse("");
            next = next.redirectedTo(next.uri().resolve(location));
            reply = sender.send(next, deadline);
        }
        return reply;
    }

    private static boolean isRead(HttpCall call) {
        return call.method().equals("GET") || call.method().equals("HEAD");
    }

    /** Whether it takes a connection but then does not answer in time. It is asked anew each time, and only once. */
    public boolean isSilent() {
        Deadline deadline = deadline();
        boolean silent = false;
        for (String scheme : schemes) {
            try {
                if (once.send(door(scheme), deadline).status() != TLS_WANTED) {
                    return false;
                }
            } catch (IOException e) {
                silent |= isSilence(e);
            }
        }
        return silent;
    }

    /** Whether there was a connection, but no answer. The JDK has one exception for both, and says only here which it was. */
    static boolean isSilence(IOException e) {
        return e instanceof SocketTimeoutException
                && !String.valueOf(e.getMessage()).contains("onnect timed out");
    }

    /** The registry's URL for a path, such as {@code /v2/}. */
    URI uri(String path, Deadline deadline) throws IOException {
        return greeting(deadline).base().resolve(path);
    }

    /**
     * Asks for {@code /v2/} without a login, as the distribution specification has a client find out both.
     *
     * @throws IOException if there is no way to the registry; the same one again for as long as this connection is used
     * @throws RegistryStatusException if it answers that it cannot work now
     */
    synchronized Greeting greeting(Deadline deadline) throws IOException {
        if (unreachable != null) {
            throw unreachable;
        }
        if (greeting == null) {
            try {
                greeting = greet(deadline);
            } catch (RegistryStatusException e) {
                throw e;
            } catch (IOException e) {
                unreachable = e;
                throw e;
            }
        }
        return greeting;
    }

    private Greeting greet(Deadline deadline) throws IOException {
        IOException silence = null;
        for (String scheme : schemes.subList(0, schemes.size() - 1)) {
            try {
                HttpReply reply = once.send(door(scheme), deadline);
                if (reply.status() != TLS_WANTED) {
                    return reply.isTemporary() || reply.isRedirect()
                            ? greet(scheme, deadline)
                            : new Greeting(baseOf(scheme), reply.status(), reply.challenges());
                }
            } catch (RegistryStatusException e) {
                throw e;
            } catch (IOException e) {
                silence = isSilence(e) ? e : silence; // Then the next one; if that fails too, its failure is told.
            }
        }
        try {
            return greet(schemes.get(schemes.size() - 1), deadline);
        } catch (RegistryStatusException e) {
            throw e;
        } catch (IOException e) {
            throw silence == null ? e : silence; // It was found there, after all.
        }
    }

    private Greeting greet(String scheme, Deadline deadline) throws IOException {
        HttpReply reply = send(door(scheme), deadline);
        if (reply.isTemporary()) {
            throw new RegistryStatusException(reply);
        }
        return new Greeting(baseOf(scheme), reply.status(), reply.challenges());
    }

    private HttpCall door(String scheme) {
        return HttpCall.of("GET", baseOf(scheme).resolve(DOOR));
    }

    private URI baseOf(String scheme) {
        return URI.create(scheme + "://" + host.address() + "/");
    }

    /**
     * Why this machine does not get to the registry; empty if it does.
     *
     * @throws ProblemException if nobody can, as long as the settings are as they are
     */
    public Optional<Problem> unreachable() {
        try {
            greeting(deadline());
            return Optional.empty();
        } catch (RegistryStatusException e) {
            return Optional.empty();
        } catch (UnreadableCertificateException e) {
            throw problem(e);
        } catch (IOException e) {
            return Optional.of(problem(e).problem());
        }
    }

    /**
     * How one logs in. A registry that is open for reading is asked with a write it must refuse: an empty manifest,
     * which leaves nothing behind even if everybody may write (a reverse proxy that wants a password for writes only is
     * a common set-up).
     *
     * @throws ProblemException if the registry does not answer, or answers that it cannot work now
     */
    public synchronized LoginMethod loginMethod() {
        if (method == null) {
            try {
                method = findLoginMethod(deadline());
            } catch (IOException e) {
                throw problem(e);
            }
        }
        return method;
    }

    private LoginMethod findLoginMethod(Deadline deadline) throws IOException {
        Greeting read = greeting(deadline);
        if (read.method() != LoginMethod.NONE) {
            return read.method();
        }
        HttpReply reply = send(HttpCall.of("PUT", read.base().resolve(REFUSED_WRITE)), deadline);
        if (reply.isTemporary()) {
            throw new RegistryStatusException(reply);
        }
        return new Greeting(read.base(), reply.status(), reply.challenges()).method();
    }

    private ProblemException problem(IOException e) {
        return new ProblemException(new Attempt(host, Optional.empty(), "say how to log in").failed(e), e);
    }

    /**
     * Whether a login of this registry may be sent to a token endpoint: to the registry itself, or to where the
     * registry itself said. A builder only claims to repeat what the registry said.
     */
    boolean namesRealm(URI realm, Deadline deadline) throws IOException {
        Greeting said = greeting(deadline);
        Stream<URI> named = said.challenges().stream().flatMap(challenge -> challenge.realm().stream());
        return Stream.concat(Stream.of(said.base()), named).map(Origin::of).anyMatch(Origin.of(realm)::equals);
    }
}
