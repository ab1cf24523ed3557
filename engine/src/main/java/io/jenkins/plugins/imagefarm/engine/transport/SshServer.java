package io.jenkins.plugins.imagefarm.engine.transport;

/**
 * An SSH server and how both sides prove who they are.
 *
 * @param knownHosts lines of OpenSSH's {@code known_hosts}
 */
record SshServer(String user, String host, int port, String knownHosts, SshIdentity identity) {
    String howToGetTheHostKey() {
        return howToGetTheHostKey(host, port);
    }

    static String howToGetTheHostKey(String host, int port) {
        return "Add what this prints to the known hosts, after comparing it with the server's own key: ssh-keyscan -p "
                + port + " " + host;
    }
}
