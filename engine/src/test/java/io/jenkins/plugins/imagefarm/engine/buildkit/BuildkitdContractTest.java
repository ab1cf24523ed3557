package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngineContract;

class BuildkitdContractTest extends BuildEngineContract {
    @Override
    protected Builder builder() {
        return Engines.buildkitd();
    }

    @Override
    protected boolean permitsTheHostsNetwork() {
        return false;
    }
}
