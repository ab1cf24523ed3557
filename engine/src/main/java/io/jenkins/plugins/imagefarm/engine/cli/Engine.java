package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;

/** Puts the engine together. */
final class Engine {
    private Engine() {}

    static BuildRunner runner(LoginSource logins) {
        return new BuildRunner(new BuildKitEngine(new BuilderFinder(System.getenv()), logins));
    }
}
