package io.jenkins.plugins.imagefarm.engine.transport;

import com.jcraft.jsch.ChannelDirectStreamLocal;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to an SSH server that let the user in. Sockets of the far side are channels of it
 * ({@code direct-streamlocal@openssh.com} of OpenSSH's PROTOCOL, section 2.4), and so are commands that run there.
 */
final class SshConnection implements AutoCloseable {
    /** Of RFC 4254 section 5.1; the library gives it as the channel's exit status. */
    private static final int PROHIBITED = 1;

    private final SshServer server;
    private final Session session;
    private final PeerWatch watch;

    private SshConnection(SshServer server, Session session, PeerWatch watch) {
        this.server = server;
        this.session = session;
        this.watch = watch;
    }

    /** @throws IOException if the server cannot be reached, is not the known one or does not let the user in */
    static SshConnection open(SshServer server, AnswerWait wait) throws IOException {
        WatchedSockets sockets = new WatchedSockets(wait);
        JSch jsch = new JSch();
        Session session = null;
        try {
            server.identity().addTo(jsch);
            jsch.setKnownHosts(new ByteArrayInputStream(server.knownHosts().getBytes(StandardCharsets.UTF_8)));
            session = jsch.getSession(server.user(), server.host(), server.port());
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", "publickey");
            session.setConfig("FingerprintHash", "sha256");
            session.setDaemonThread(true);
            session.setSocketFactory(sockets);
            session.connect();
            sockets.watch.start(session::sendKeepAliveMsg);
            return new SshConnection(server, session, sockets.watch);
        } catch (JSchException e) {
            sockets.close();
            wait.check();
            throw refused(server, jsch, session, e);
        }
    }

    private static IOException refused(SshServer server, JSch jsch, Session session, JSchException e) {
        Optional<IOException> network = NoAnswer.find(IOException.class, e);
        if (network.isPresent()) {
            return network.get();
        }
        return new NoAnswerException(whyRefused(server, jsch, session, e), e);
    }

    private static NoAnswer whyRefused(SshServer server, JSch jsch, Session session, JSchException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof JSchChangedHostKeyException) {
            return NoAnswer.user(
                    "has another SSH host key than the known one" + shown(jsch, session)
                            + ": the server was set up anew, or somebody is in between",
                    server.howToGetTheHostKey());
        }
        if (e instanceof JSchHostKeyException) {
            return NoAnswer.user(
                    "has an SSH host key that is not among the known hosts" + shown(jsch, session),
                    server.howToGetTheHostKey());
        }
        if (e instanceof JSchAlgoNegoFailException) {
            return NoAnswer.user("has an SSH server with which no algorithm is shared: " + message);
        }
        if (message.startsWith("Auth ") || message.contains("Too many authentication failures")) {
            return NoAnswer.user(
                    "does not let '" + server.user() + "' in with this SSH key",
                    "Add its public key to the user's there (~/.ssh/authorized_keys, or the account's page), and check the user's name.");
        }
        if (message.contains("version string")) {
            return NoAnswer.service("is no SSH server");
        }
        return NoAnswer.service("ends the SSH handshake: " + message);
    }

    private static String shown(JSch jsch, Session session) {
        return session.getHostKey() == null ? "" : " (" + session.getHostKey().getFingerPrint(jsch) + ")";
    }

    /** Opens a connection to a socket of the far side. */
    Socket open(String path, AnswerWait wait) throws IOException {
        ChannelDirectStreamLocal channel;
        // A server that does not say whether it opens a channel is gone, and so all channels are.
        wait.at(watch::end);
        try {
            channel = (ChannelDirectStreamLocal) session.openChannel("direct-streamlocal@openssh.com");
            channel.setSocketPath(path);
            Inbox inbox = new Inbox(watch::hasEnded);
            channel.setOutputStream(inbox.sink());
            try {
                channel.connect();
            } catch (JSchException e) {
                wait.check();
                throw watch.hasEnded() ? lost(e) : refused(path, channel, e);
            }
            if (!channel.isConnected()) {
                wait.check();
                throw lost(null); // The library keeps other exceptions to itself.
            }
            return new SshSocket(channel, inbox, watch);
        } catch (JSchException e) {
            wait.check();
            throw lost(e);
        }
    }

    /**
     * Starts a command on the far side.
     *
     * @param environment variables for it; most servers take only some
     * @param errors gets what it writes to standard error
     */
    SshExec exec(String command, Map<String, String> environment, OutputStream errors, AnswerWait wait)
            throws IOException {
        wait.at(watch::end);
        try {
            ChannelExec channel = (ChannelExec) session.openChannel("exec");
            channel.setCommand(command);
            environment.forEach(channel::setEnv);
            Inbox inbox = new Inbox(watch::hasEnded);
            channel.setOutputStream(inbox.sink());
            channel.setErrStream(errors);
            OutputStream input = channel.getOutputStream();
            channel.connect();
            return new SshExec(channel, input, inbox);
        } catch (JSchException e) {
            wait.check();
            throw lost(e);
        }
    }

    /** A command that runs, with its standard input and output. */
    record SshExec(ChannelExec channel, OutputStream input, Inbox output) {}

    private NoAnswerException refused(String path, ChannelDirectStreamLocal channel, JSchException e) {
        return new NoAnswerException(
                channel.getExitStatus() == PROHIBITED
                        ? NoAnswer.user(
                                "has an SSH server that does not let '" + server.user() + "' reach sockets through it",
                                "Its sshd_config needs AllowStreamLocalForwarding yes and no DisableForwarding, and the user's"
                                        + " authorized_keys no 'restrict'.")
                        : NoAnswer.service(
                                "has no socket " + path + " that '" + server.user()
                                        + "' may use: it does not exist, or nothing listens there",
                                "Start the daemon there, and check the path."),
                e);
    }

    static NoAnswerException lost(Throwable cause) {
        return new NoAnswerException(NoAnswer.service("is away: the SSH connection to it was lost"), cause);
    }

    boolean isOpen() {
        return session.isConnected() && !watch.hasEnded();
    }

    /** Never waits for the far side: the TCP connection goes first, and what waits at it with it. */
    @Override
    public void close() {
        watch.end();
        session.disconnect();
    }

    /** Gives the library a TCP connection whose opening can be ended and whose peer is watched. */
    private static final class WatchedSockets implements SocketFactory {
        private final AnswerWait wait;
        private PeerWatch watch;

        WatchedSockets(AnswerWait wait) {
            this.wait = wait;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            Socket socket = wait.at(new Socket());
            watch = new PeerWatch(socket);
            try {
                socket.connect(new InetSocketAddress(host, port));
            } catch (IOException e) {
                wait.check();
                throw e;
            }
            return socket;
        }

        @Override
        public InputStream getInputStream(Socket socket) throws IOException {
            return watch.watched(socket.getInputStream());
        }

        @Override
        public OutputStream getOutputStream(Socket socket) throws IOException {
            return watch.watched(socket.getOutputStream());
        }

        void close() {
            if (watch != null) {
                watch.end();
            }
        }
    }
}
