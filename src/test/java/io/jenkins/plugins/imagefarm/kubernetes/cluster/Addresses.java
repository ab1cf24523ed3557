package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Loopback addresses, one a pod, since all of a machine's 127.0.0.0/8 is its own. They start anywhere, so that other test processes have others. */
final class Addresses {
    private static final int FIRST = 0x7f_01_00_01;
    private static final int COUNT = 0x00_fe_00_00;

    private final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    /** One on which that port is free. */
    String free(int port) {
        for (int tries = 0; tries < 1000; tries++) {
            int address = FIRST + Math.floorMod(next.getAndIncrement(), COUNT);
            String host = (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "."
                    + (address & 255);
            if (isFree(host, port)) {
                return host;
            }
        }
        throw new IllegalStateException("no loopback address has a free port " + port);
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
