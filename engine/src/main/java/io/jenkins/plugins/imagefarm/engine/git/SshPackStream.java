package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.SshCommand;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** By a command on the far side of SSH. */
record SshPackStream(SshCommand command, InputStream output, OutputStream input) implements PackStream {
    private static final String USUAL_USER = "git";

    static PackStream open(GitUrl url, GitAccess access, QuietWatch watch, Cancellation cancellation)
            throws IOException {
        SshCommand.Place place = new SshCommand.Place(
                url.toString(),
                url.user().isEmpty() ? USUAL_USER : url.user(),
                url.host().replaceAll("[\\[\\]]", ""), // those of an IPv6 address
                url.realPort(),
                access.knownHosts(),
                BuilderKeys.ssh(access.keys().sshKey(), access.keys().sshPassphrase()),
                "Give credentials with the private key of a user who may read the repository.");
        SshCommand command;
        try (AnswerWait wait = new AnswerWait(cancellation, access.patience().connect())) {
            command = watch.at(SshCommand.start(
                    place, "git-upload-pack " + quoted(path(url)), Map.of("GIT_PROTOCOL", "version=2"), wait));
        }
        return new SshPackStream(command, watch.watched(command.output()), new FilterOutputStream(command.input()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            /** The command ends with its connection; to wait for the far side is not needed. */
            @Override
            public void close() throws IOException {
                flush();
            }
        });
    }

    private static String path(GitUrl url) {
        return !url.scp() && url.path().startsWith("/~") ? url.path().substring(1) : url.path();
    }

    /** One word for the far side's shell. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''").replace("!", "'\\!'") + "'";
    }

    @Override
    public String errors() {
        return command.errors();
    }

    @Override
    public void close() {
        command.close();
    }
}
