package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import java.util.Map;
import picocli.CommandLine.Option;

/** The one builder that does it. */
final class BuilderOptions {
    @Option(
            names = "--builder",
            paramLabel = "URI",
            description = {
                "unix:///path, tcp://host:port or ssh://user@host/path/of/socket.",
                "Default: what BUILDKIT_HOST or DOCKER_HOST says, or a socket found on this machine."
            })
    private String uri = "";

    @Option(
            names = "--builder-type",
            paramLabel = "TYPE",
            description = "auto, buildkit, docker or podman. Default: ${DEFAULT-VALUE}, which asks the builder.")
    private String type = "auto";

    @Option(names = "--tlscacert", paramLabel = "FILE", description = "Certificate authority of the builder, PEM.")
    private String tlsCaCert;

    @Option(names = "--tlscert", paramLabel = "FILE", description = "Client certificate, PEM.")
    private String tlsCert;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "Key of the client certificate, PKCS#8 PEM.")
    private String tlsKey;

    @Option(
            names = "--tls-server-name",
            paramLabel = "NAME",
            description = "What the builder's certificate has to show. Default: the host in its address.")
    private String tlsServerName;

    @Option(names = "--ssh-key", paramLabel = "FILE", description = "Private key for ssh://. Default: as ssh has it.")
    private String sshKey;

    @Option(
            names = "--ssh-passphrase-file",
            paramLabel = "FILE",
            description = "File that holds the passphrase of the private key.")
    private String sshPassphrase;

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description = "Host keys for ssh://. Default: ~/.ssh/known_hosts.")
    private String knownHosts;

    private KeyTexts texts() {
        return new KeyTexts(
                KeyTexts.file(sshKey),
                KeyTexts.file(sshPassphrase),
                KeyTexts.file(knownHosts),
                KeyTexts.file(tlsCaCert),
                KeyTexts.file(tlsCert),
                KeyTexts.file(tlsKey),
                tlsServerName);
    }

    Builder builder() {
        return new Builder("", uri, BuilderType.of(type), texts().knownHosts(uri));
    }

    Map<String, BuilderKeys> keys() {
        return Map.of("", texts().keys(uri));
    }
}
