package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.farm.Dispatchers;
import java.util.Optional;

/** The engine as the command line puts it together. */
public final class EngineAccess {
    private EngineAccess() {}

    public static BuildRunner runner(Dispatchers dispatchers) {
        return Engine.runner(host -> Optional.empty(), dispatchers, null, null);
    }
}
