package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.PrintStream;
import java.nio.file.Path;

/** Puts the engine together for the machine and user it runs as. */
final class Engine {
    private Engine() {}

    /** @param logins used after those of the request's secrets */
    static BuildRunner runner(LoginSource logins) {
        return new BuildRunner(new BuildKitEngine(new BuilderFinder(System.getenv()), logins));
    }

    /** The registry logins that this user's docker and podman know. */
    static LoginSource userLogins(PrintStream log) {
        return DockerConfigLogins.ofUser(System.getenv(), Path.of(System.getProperty("user.home")), log::println);
    }
}
