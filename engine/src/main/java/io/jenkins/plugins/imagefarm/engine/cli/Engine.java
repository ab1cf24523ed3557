package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.farm.Dispatchers;
import io.jenkins.plugins.imagefarm.engine.farm.FarmEngine;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.PrintStream;
import java.nio.file.Path;

/** Puts the engine together for the machine and user it runs as. */
final class Engine {
    private Engine() {}

    /**
     * @param logins used after those of the request's secrets
     * @param dispatchers keep the slots of farms
     */
    static BuildRunner runner(LoginSource logins, Dispatchers dispatchers) {
        BuilderFinder finder = new BuilderFinder(System.getenv());
        BuildKitEngine builder = new BuildKitEngine(finder, logins);
        return new BuildRunner(
                new RetryingEngine(builder), new FarmEngine(new BuildKitProbe(finder), dispatchers, builder, logins));
    }

    /** The registry logins that this user's docker and podman know. */
    static LoginSource userLogins(PrintStream log) {
        return DockerConfigLogins.ofUser(System.getenv(), Path.of(System.getProperty("user.home")), log::println);
    }
}
