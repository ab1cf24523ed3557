package io.jenkins.plugins.imagefarm.engine.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The options of source-to-image that mean something to a Docker daemon or to its own way of working, and nothing here. */
enum S2iForeignOption {
    ASSEMBLE_RUNTIME_USER(
            "The label io.openshift.s2i.assemble-runtime-user of the runtime image says it.",
            "--assemble-runtime-user"),
    CERTIFICATE("Use --tlscert.", "--cert"),
    KEY("Use --tlskey.", "--key"),
    AUTHORITY("Use --tlscacert.", "--ca"),
    TLS("A builder at tcp:// is spoken to by TLS if --tlscacert or --tlscert is given.", "--tls", "--tlsverify"),
    URL("Use --builder.", "-U", "--url"),
    DESTINATION("The label io.openshift.s2i.destination of the builder image says it.", "-d", "--destination"),
    DOCKER_CONFIG("Logins are those of Docker's config.json, or those of --auth-stdin.", "--dockercfg-path"),
    IMAGE_SCRIPTS_URL("Use --scripts-url.", "--image-scripts-url"),
    LOG_LEVEL("Use --progress.", "--loglevel"),
    REMOVE("The image before stays in its registry: remove it there.", "--rm"),
    RUN("Run the image when it is built, for instance with docker run.", "--run"),
    SAVE_FOLDER("What is built is kept by --as-dockerfile.", "--save-temp-dir"),
    USE_CONFIG("Write the options into a file, and give it as @FILE.", "--use-config");

    private final String advice;
    private final List<String> names;

    S2iForeignOption(String advice, String... names) {
        this.advice = advice;
        this.names = List.of(names);
    }

    static Optional<String> insteadOf(String option) {
        return Arrays.stream(values())
                .filter(each -> each.names.contains(option))
                .map(each -> each.advice)
                .findFirst();
    }
}
