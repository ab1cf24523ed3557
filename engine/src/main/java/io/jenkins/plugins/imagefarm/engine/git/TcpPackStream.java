package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.eclipse.jgit.transport.PacketLineOut;

/** By a Git daemon, who knows no logins and encrypts nothing. */
record TcpPackStream(Socket socket, InputStream output, OutputStream input) implements PackStream {
    static PackStream open(GitUrl url, Duration connect, QuietWatch watch) throws IOException {
        Socket socket = watch.at(new Socket());
        socket.connect(new InetSocketAddress(url.host(), url.realPort()), (int) connect.toMillis());
        OutputStream input = new BufferedOutputStream(socket.getOutputStream());
        String host = url.host() + (url.port() == 0 ? "" : ":" + url.port());
        PacketLineOut line = new PacketLineOut(input);
        line.writeString("git-upload-pack " + url.path() + "\0host=" + host + "\0\0version=2\0");
        line.flush();
        return new TcpPackStream(socket, watch.watched(socket.getInputStream()), input);
    }

    @Override
    public String errors() {
        return "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
