package io.jenkins.plugins.imagefarm.engine.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.fault.TcpProxy;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** On the real sshd of a Podman node. */
class SshTransportTest {
    private EchoServer echo;
    private Builder builder;

    @BeforeEach
    void listenOnTheFarSide() throws IOException {
        var socket = FarSide.socket();
        echo = new EchoServer(socket);
        builder = FarSide.builder(socket);
    }

    @AfterEach
    void close() throws IOException {
        echo.close();
    }

    @Test
    void bytesGoBothWaysAtTheSameTimeUnchanged() throws Exception {
        byte[] data = new byte[20 << 20];
        new Random(1).nextBytes(data);
        try (Transport ssh = Transport.to(builder, Engines.sshKeys());
                Socket socket = ssh.open(Transport.HTTP1)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, data));
            assertArrayEquals(data, socket.getInputStream().readNBytes(data.length));
            sending.join();
        }
    }

    @Test
    void allSocketsShareOneConnectionThatIsMadeWhenTheFirstIsOpened() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(builder);
                Transport ssh = Transport.to(FarSide.through(proxy, builder), Engines.sshKeys())) {
            assertEquals(0, proxy.accepted());
            List<String> answers = IntStream.range(0, 20)
                    .parallel()
                    .mapToObj(i -> answer(ssh))
                    .distinct()
                    .toList();
            assertEquals(List.of("hello"), answers);
            assertEquals(1, proxy.accepted());
        }
    }

    @Test
    void closingASocketClosesItOnTheFarSideAndLeavesTheOthers() throws Exception {
        try (Transport ssh = Transport.to(builder, Engines.sshKeys());
                Socket stays = ssh.open(Transport.HTTP1)) {
            Socket goes = ssh.open(Transport.HTTP1);
            assertEquals("hello", talk(goes));
            assertEquals(2, echo.open());
            goes.close();
            Eventually.holds("one is closed", () -> echo.open() == 1);
            assertThrows(IOException.class, () -> talk(goes));
            assertEquals("hello", talk(stays));
        }
    }

    @Test
    void closingTheWayClosesItsSockets() throws Exception {
        Transport ssh = Transport.to(builder, Engines.sshKeys());
        Socket socket = ssh.open(Transport.HTTP1);
        assertEquals("hello", talk(socket));
        ssh.close();
        Eventually.holds("it is closed", () -> echo.open() == 0);
        assertThrows(IOException.class, () -> talk(socket));
        assertThrows(IOException.class, () -> ssh.open(Transport.HTTP1));
    }

    @Test
    void whatASlowReaderDoesNotTakeIsNotLost() throws Exception {
        byte[] data = new byte[8 << 20];
        new Random(2).nextBytes(data);
        try (Transport ssh = Transport.to(builder, Engines.sshKeys());
                Socket socket = ssh.open(Transport.HTTP1)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, data));
            assertEquals(data[0], (byte) socket.getInputStream().read()); // by another thread than what follows
            byte[] rest = CompletableFuture.supplyAsync(() -> receive(socket, data.length - 1))
                    .get();
            assertEquals(data.length - 1, rest.length);
            assertEquals(data[data.length - 1], rest[rest.length - 1]);
            sending.join();
        }
    }

    @Test
    void aConnectionThatWasCutIsMadeAgain() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(builder);
                Transport ssh = Transport.to(FarSide.through(proxy, builder), Engines.sshKeys())) {
            Socket socket = ssh.open(Transport.HTTP1);
            assertEquals("hello", talk(socket));
            proxy.cut();
            IOException lost = assertThrows(IOException.class, () -> talk(socket));
            assertEquals(
                    "is away: the SSH connection to it was lost", ssh.why(lost).reason());
            assertEquals("hello", answer(ssh));
        }
    }

    /** Who reads waits for something that never comes; who writes is held up by windows and buffers that are full. */
    @Test
    void aSilentNetworkEndsReadsAndWritesThatWaitWithinHalfAMinute() throws Exception {
        try (TcpProxy proxy = TcpProxy.overTcp(builder);
                Transport ssh = Transport.to(FarSide.through(proxy, builder), Engines.sshKeys())) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sockets.add(ssh.open(Transport.HTTP1));
            }
            proxy.stall();
            List<CompletableFuture<IOException>> ends = new ArrayList<>();
            ends.add(failure(() -> sockets.get(0).getInputStream().read()));
            sockets.subList(1, sockets.size())
                    .forEach(socket ->
                            ends.add(failure(() -> socket.getOutputStream().write(new byte[16 << 20]))));
            for (CompletableFuture<IOException> end : ends) {
                IOException lost = end.get(30, TimeUnit.SECONDS);
                assertEquals(
                        "is away: the SSH connection to it was lost",
                        ssh.why(lost).reason());
            }
        }
    }

    private static CompletableFuture<IOException> failure(Executable waiting) {
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                failure.complete(assertThrows(IOException.class, waiting));
            } catch (AssertionError e) {
                failure.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return failure;
    }

    private static String answer(Transport ssh) {
        try (Socket socket = ssh.open(Transport.HTTP1)) {
            return talk(socket);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String talk(Socket socket) throws IOException {
        socket.getOutputStream().write("hello".getBytes());
        return new String(socket.getInputStream().readNBytes(5));
    }

    private static void send(Socket socket, byte[] data) {
        try {
            socket.getOutputStream().write(data);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] receive(Socket socket, int length) {
        try {
            return socket.getInputStream().readNBytes(length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
