package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import picocli.CommandLine.Option;

/** The one builder that does it. */
final class BuilderOptions {
    @Option(
            names = "--builder",
            paramLabel = "URI",
            description =
                    "unix:///path or tcp://host:port. Default: what BUILDKIT_HOST or DOCKER_HOST says, or a socket found on this machine.")
    private String uri = "";

    @Option(names = "--tlscacert", paramLabel = "FILE", description = "Certificate authority of the builder, PEM.")
    private String tlsCaCert;

    @Option(names = "--tlscert", paramLabel = "FILE", description = "Client certificate, PEM.")
    private String tlsCert;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "Key of the client certificate, PKCS#8 PEM.")
    private String tlsKey;

    Builder builder() {
        return new Builder(uri);
    }

    BuilderKeys keys() {
        return BuilderKeys.tls(FileArgument.text(tlsCaCert), FileArgument.text(tlsCert), FileArgument.text(tlsKey));
    }
}
